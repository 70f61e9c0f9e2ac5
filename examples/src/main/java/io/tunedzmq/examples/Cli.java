package io.tunedzmq.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the programs have in common: exit code 0 for success, 1 for a failure, 2 for a command line that cannot work,
 * and one line on standard error that says why.
 */
@Command(mixinStandardHelpOptions = true, versionProvider = Cli.Version.class)
abstract class Cli implements Callable<Integer> {
    static final int FAILED = 1;
    private static final int USAGE = 2;

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** Runs the program; returns after a success, so that it can run inside another one, Maven for instance. */
    static void run(Cli program, String... args) {
        int code = new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> explain(e.getCommandLine(), e))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(command, e))
                .execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** A command line that cannot work, to throw. */
    final ParameterException refused(String text) {
        return new ParameterException(command.commandLine(), text);
    }

    /** Columns of the terminal, if there is one. */
    final int columns() {
        return command.usageMessage().autoWidth(true).width();
    }

    private static int explain(CommandLine command, ParameterException e) {
        say(command, e);
        command.getErr().print(command.getHelp().fullSynopsis());
        command.getErr().println("--help explains the options.");
        command.getErr().flush();
        return USAGE;
    }

    /** A value that only the library knows to be impossible is found when it is used. */
    private static int fail(CommandLine command, Exception e) {
        say(command, e);
        return e instanceof IllegalArgumentException || e instanceof ParameterException ? USAGE : FAILED;
    }

    private static void say(CommandLine command, Exception e) {
        PrintWriter err = command.getErr();
        @Nullable String text = e.getMessage();
        err.println(command.getCommandName() + ": " + (text == null ? e : text));
        err.flush();
    }

    /** The version that the build wrote into the resources. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (@Nullable InputStream in = Cli.class.getResourceAsStream("version.properties")) {
                if (in != null) {
                    properties.load(in);
                }
            }
            return new String[] {"tunedzmq " + properties.getProperty("version", "of unknown version")};
        }
    }
}
