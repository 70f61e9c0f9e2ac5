package io.tunedzmq.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.zeromq.ZMQ;

/** Where a figure was measured. */
public final class Machine {
    private Machine() {}

    /** Processor, operating system, Java, JeroMQ, and the heap of this process. */
    static String text() {
        return platform() + ", heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
    }

    /** Processor, operating system, Java and JeroMQ. */
    public static String platform() {
        return String.format(
                Locale.ROOT,
                "%s, %d CPUs, %s, %s %s, JeroMQ %s",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                jeromq());
    }

    private static String jeromq() {
        try (InputStream in = ZMQ.class.getResourceAsStream("/META-INF/maven/org.zeromq/jeromq/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException("JeroMQ's jar cannot be read", e);
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor"; // Only Linux has the file.
        }
    }
}
