package io.tunedzmq.examples.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A JVM on this host, which JMX can be switched on in from outside. */
final class LocalProcess {
    private static final String CURE = "jps -l lists the processes";

    private LocalProcess() {}

    /**
     * The address of its JMX, which it switches on if need be.
     *
     * @throws IOException if it is not there, no JVM, or lets nobody in
     */
    static String address(String pid) throws IOException {
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            throw new IOException(pid + ": this Java has no module jdk.attach (expected: a JDK); run top with a JDK, "
                    + "or name HOST:PORT of a process with a port of JMX");
        }
        if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
            throw new IOException(pid + ": no such process (expected: the id of a JVM on this host); " + CURE);
        }
        // Attaching begins with a SIGQUIT, which ends a process that does not know what it means.
        if (!isJvm(pid)) {
            throw new IOException(pid + ": no JVM that this user can see (expected: the id of a JVM of this user on "
                    + "this host); " + CURE);
        }
        return attach(pid);
    }

    private static boolean isJvm(String pid) throws IOException {
        return VirtualMachine.list().stream().anyMatch(each -> each.id().equals(pid)) || hasLibrary(pid);
    }

    /** A JVM that keeps no performance data is in no list, but Linux tells it by its library. */
    private static boolean hasLibrary(String pid) throws IOException {
        try (var maps = Files.lines(Path.of("/proc", pid, "maps"), StandardCharsets.ISO_8859_1)) {
            return maps.anyMatch(line -> line.endsWith("/libjvm.so"));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | UncheckedIOException e) {
            throw new IOException(
                    pid + ": may not be looked at (expected: a JVM of this user); run top as the user of the process",
                    e);
        }
    }

    private static String attach(String pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw new IOException(
                    pid + ": " + e.getMessage() + " (expected: a JVM of this user that lets others "
                            + "attach); run top as its user, without -XX:+DisableAttachMechanism there, or name "
                            + "HOST:PORT of a port of JMX",
                    e);
        }
    }
}
