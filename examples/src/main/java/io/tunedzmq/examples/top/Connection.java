package io.tunedzmq.examples.top;

import java.io.IOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The way to a process: by its id, by a port of JMX, or by an address of JMX. Confined: one thread at a time. */
public final class Connection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Pattern PID = Pattern.compile("\\d+");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):(\\d+)");
    private static final String SERVICE = "service:jmx:";
    private static final int LAST_PORT = 65_535;

    private final JMXConnector connector;
    private final Watched watched;

    private Connection(JMXConnector connector, Watched watched) {
        this.connector = connector;
        this.watched = watched;
    }

    /**
     * Connects, for at most 10 seconds.
     *
     * @param target a process id, {@code HOST:PORT} or an address that begins with {@code service:jmx:}
     * @throws IllegalArgumentException if it is none of these
     * @throws IOException if nobody answers there, or nobody who shows a context; says what to do
     */
    public static Connection open(String target) throws IOException {
        String cure = cure(target);
        JMXConnector connector = connect(target, address(target), cure);
        try {
            Watched watched = new Watched(connector.getMBeanServerConnection(), target);
            if (!watched.hasContext()) {
                throw new IOException(target + ": shows no context of tunedzmq in JMX (expected: one built with "
                        + "jmx(true), and open); build it with TunedContext.builder().jmx(true).build()");
            }
            return new Connection(connector, watched);
        } catch (IOException e) {
            connector.close();
            throw e;
        }
    }

    /** What is shown there. */
    public Watched watched() {
        return watched;
    }

    private static String address(String target) throws IOException {
        if (PID.matcher(target).matches()) {
            try {
                return bounded(target, () -> LocalProcess.address(target));
            } catch (ExecutionException e) {
                throw new IOException(
                        e.getCause() == null ? target : e.getCause().getMessage(), e);
            }
        }
        if (target.startsWith(SERVICE)) {
            return target;
        }
        Matcher port = HOST_AND_PORT.matcher(target);
        if (!port.matches() || port.group(2).length() > 5 || Integer.parseInt(port.group(2)) > LAST_PORT) {
            throw new IllegalArgumentException("target: " + target
                    + " (expected: a process id, HOST:PORT with a port of 1 to 65535, or an address that begins with "
                    + SERVICE + "); jps -l lists the processes");
        }
        return SERVICE + "rmi:///jndi/rmi://" + target + "/jmxrmi";
    }

    private static String cure(String target) {
        return PID.matcher(target).matches()
                ? "has it ended? jps -l lists the processes"
                : "start the process with -Dcom.sun.management.jmxremote.port=PORT, and see "
                        + "com.sun.management.jmxremote in the manual of the JVM for who may connect; on the same "
                        + "host its process id is enough";
    }

    @SuppressWarnings("BanJNDI") // The user names the address.
    private static JMXConnector connect(String target, String address, String cure) throws IOException {
        JMXServiceURL url;
        try {
            url = new JMXServiceURL(address);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(
                    "target: " + target + " (expected: an address of JMX; " + e.getMessage() + ")", e);
        }
        try {
            return bounded(target, () -> JMXConnectorFactory.connect(url));
        } catch (ExecutionException e) {
            throw new IOException(
                    target + ": " + reason(e) + " (expected: a JVM that can be asked over JMX); " + cure, e);
        }
    }

    /** Neither attaching nor connecting has a bound of its own where a process stands still or a network is silent. */
    private static <T> T bounded(String target, Callable<T> call) throws IOException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "top-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    target + ": no answer within " + PATIENCE.toSeconds()
                            + " s (expected: a JVM that runs and can be reached); is it stopped, or behind a firewall?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(target + ": interrupted while connecting", e);
        }
    }

    /** The innermost cause says it; those around it repeat it with the names of classes. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text.strip().split("\\R", 2)[0];
    }

    /** Leaves the process alone from then on. One that does not answer is not waited for. */
    @Override
    public void close() {
        // What it fails with is of no use: the connection has ended then, too.
        Thread closing = new Thread(new FutureTask<>(this::disconnect), "top-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean disconnect() throws IOException {
        connector.close();
        return true;
    }
}
