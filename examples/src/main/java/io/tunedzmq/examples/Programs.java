package io.tunedzmq.examples;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** All programs of this folder behind one name, for a jar that needs nothing beside it. */
public final class Programs {
    private static final int USAGE = 2;

    private interface Main {
        void run(String... args);
    }

    private record Program(String does, Main main) {}

    private Programs() {}

    /** Runs the program that the first argument names with the others; without any, says which there are. */
    public static void main(String... args) {
        Map<String, Program> programs = programs();
        if (args.length == 0 || args[0].equals("--help") || args[0].equals("-h")) {
            list(programs, System.out);
            return;
        }
        Program program = programs.get(args[0].toLowerCase(Locale.ROOT));
        if (program == null) {
            System.err.println("no program '" + args[0] + "'");
            list(programs, System.err);
            System.exit(USAGE);
            return;
        }
        program.main().run(Arrays.copyOfRange(args, 1, args.length));
    }

    private static Map<String, Program> programs() {
        Map<String, Program> programs = new LinkedHashMap<>();
        programs.put("subscribe", new Program("prints what publishers send", Subscribe::main));
        programs.put("publish", new Program("publishes lines of files or of its input", Publish::main));
        programs.put(
                "calibrate",
                new Program("tries I/O threads and HWMs under your own load, and recommends", Calibrate::main));
        programs.put("top", new Program("shows what a running process sends, receives and loses", Top::main));
        programs.put("tour", new Program("brings about each cause of loss, with diagnosis and cure", Tour::main));
        programs.put(
                "quickstart", new Program("sends a burst through plain JeroMQ and through tunedzmq", QuickStart::main));
        programs.put("metrics", new Program("shows a lossy feed as Prometheus scrapes it", Metrics::main));
        programs.put("sizing", new Program("works out what a load needs, as in the README", Sizing::main));
        programs.put("tenlines", new Program("the first lines of code of the README", TenLines::main));
        return programs;
    }

    private static void list(Map<String, Program> programs, PrintStream out) {
        out.println("Usage: java -jar tunedzmq-examples.jar PROGRAM [OPTIONS]");
        programs.forEach((name, program) -> out.printf(Locale.ROOT, "  %-11s %s%n", name, program.does()));
        out.println("PROGRAM --help explains its options.");
    }
}
