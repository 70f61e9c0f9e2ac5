package io.tunedzmq.examples;

import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a context and the ends of its sockets, which Publish and Subscribe share. */
final class SocketOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--bind",
            paramLabel = "ENDPOINT",
            description = "Wait here for peers, e.g. tcp://*:5556. Port * lets the system choose. May be repeated.")
    private List<String> binds = new ArrayList<>();

    @Option(
            names = "--connect",
            paramLabel = "ENDPOINT",
            description = "Go to a peer that is there or will come, e.g. tcp://127.0.0.1:5556. May be repeated.")
    private List<String> connects = new ArrayList<>();

    @Option(
            names = "--hwm",
            paramLabel = "N",
            description = "Queue held for each peer: messages for Publish, frames for Subscribe. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int hwm = 1_000;

    @Option(
            names = "--io-threads",
            paramLabel = "N",
            description = "Threads that move bytes. More than busy connections do nothing. Default: ${DEFAULT-VALUE}.")
    private int ioThreads = 1;

    /** Opens the context; the caller closes it. */
    TunedContext context(Duration linger) {
        return TunedContext.builder()
                .ioThreads(ioThreads)
                .hwm(HwmPolicy.messages(hwm))
                .linger(linger)
                .build();
    }

    /** Gives the endpoints to a builder, which checks them. */
    void endpoints(Consumer<String> bind, Consumer<String> connect) {
        if (binds.isEmpty() && connects.isEmpty()) {
            throw refused("no endpoint; give --bind or --connect");
        }
        binds.forEach(bind);
        connects.forEach(connect);
    }

    /** The seconds of an option as a duration, if they are a number of seconds. */
    Duration seconds(String option, double seconds) {
        if (!(seconds >= 0 && seconds <= 1e9)) {
            throw refused(option + ": " + seconds + " (expected: 0 to 1000000000 seconds)");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** The number of an option, if it is not negative. */
    long count(String option, long count) {
        if (count < 0) {
            throw refused(option + ": " + count + " (expected: 0 or more)");
        }
        return count;
    }

    private ParameterException refused(String text) {
        return new ParameterException(commandLine(), text);
    }

    private CommandLine commandLine() {
        return command.commandLine();
    }
}
