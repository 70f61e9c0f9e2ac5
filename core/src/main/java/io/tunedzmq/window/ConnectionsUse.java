package io.tunedzmq.window;

import io.tunedzmq.window.ContextSnapshot.Connection;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import java.util.List;
import java.util.function.Predicate;

/**
 * The connections that a publisher or subscriber makes over TCP, over a window.
 *
 * <p>Immutable.
 *
 * @param each one for each endpoint: its state at the end, its counts of the window
 * @param sampled what looking again and again showed
 */
public record ConnectionsUse(List<Connection> each, WindowSamples.Connections sampled) {
    /** JeroMQ tries about seven times a second; once or twice may be a peer that starts or stops. */
    public static final long AGAIN_AND_AGAIN = 3;

    public ConnectionsUse {
        each = List.copyOf(each);
    }

    public static ConnectionsUse of(
            List<Connection> before, List<Connection> after, WindowSamples.Connections sampled) {
        return new ConnectionsUse(after.stream().map(now -> since(before, now)).toList(), sampled);
    }

    private static Connection since(List<Connection> before, Connection now) {
        return before.stream()
                .filter(then -> then.endpoint().equals(now.endpoint()))
                .findFirst()
                .map(then -> new Connection(
                        now.endpoint(),
                        now.state(),
                        // A name that has another address now counts from the beginning.
                        Math.max(0, now.strangers() - then.strangers()),
                        Math.max(0, now.brief() - then.brief()),
                        Math.max(0, now.cutOff() - then.cutOff())))
                .orElse(now);
    }

    /** Endpoints connected to. */
    public List<String> endpoints() {
        return endpoints(connection -> true);
    }

    /** Those to which no connection came about. */
    public List<String> absent() {
        return endpoints(
                connection -> connection.state() == State.ABSENT && connection.strangers() + connection.brief() == 0);
    }

    /**
     * Those whose peer has not said anything for so much of the time.
     *
     * @param least share of the looks
     */
    public List<String> silent(double least) {
        return endpoints(connection -> down(connection) && silence(connection.endpoint()) >= least);
    }

    /** Share of the looks at which an endpoint's peer had not said anything. */
    public double silence(String endpoint) {
        return sampled.silent().getOrDefault(endpoint, 0.0);
    }

    /** Those whose peer says something else than ZeroMQ does. */
    public List<String> foreign() {
        return endpoints(connection -> connection.state() == State.FOREIGN);
    }

    /** Those that hang up again and again before they have said hello. */
    public List<Connection> strangers() {
        return such(
                connection -> connection.strangers() >= AGAIN_AND_AGAIN && down(connection) && !isCutOff(connection));
    }

    /** Those cut off by an error of ZeroMQ's protocol. */
    public List<Connection> cutOff() {
        return such(ConnectionsUse::isCutOff);
    }

    /** Those that say hello and hang up soon after, again and again. */
    public List<Connection> brief() {
        return such(connection -> connection.brief() >= AGAIN_AND_AGAIN && down(connection) && !isCutOff(connection));
    }

    private static boolean isCutOff(Connection connection) {
        return connection.cutOff() > 0 || connection.state() == State.CUT_OFF;
    }

    private static boolean down(Connection connection) {
        return connection.state() != State.UP;
    }

    private List<String> endpoints(Predicate<Connection> such) {
        return such(such).stream().map(Connection::endpoint).toList();
    }

    private List<Connection> such(Predicate<Connection> such) {
        return each.stream().filter(such).toList();
    }
}
