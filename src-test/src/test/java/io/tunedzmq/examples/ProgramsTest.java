package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.LeftOut;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgramsTest {
    private static final Path JAR =
            Path.of(System.getProperty("project.root")).resolve("examples/target/tunedzmq-examples.jar");

    @Test
    void shouldListThePrograms() throws Exception {
        try (Program programs = Program.start(Programs.class)) {
            assertThat(programs.exitCode()).isZero();
            assertThat(programs.output())
                    .first()
                    .asString()
                    .isEqualTo("Usage: java -jar tunedzmq-examples.jar PROGRAM [OPTIONS]");
            assertThat(programs.output())
                    .extracting(line -> line.trim().split(" ", 2)[0])
                    .contains(
                            "subscribe",
                            "publish",
                            "calibrate",
                            "top",
                            "tour",
                            "quickstart",
                            "metrics",
                            "sizing",
                            "tenlines");
        }
    }

    @Test
    void shouldRunOneByItsNameWithItsOptions() throws Exception {
        try (Program lines = Program.start(Programs.class, "TenLines");
                Program subscribe = Program.start(Programs.class, "subscribe", "--nonsense")) {
            assertThat(lines.exitCode()).isZero();
            assertThat(lines.output()).first().asString().startsWith("Message[topic=prices, 13 bytes");
            assertThat(subscribe.exitCode()).isEqualTo(2);
            assertThat(subscribe.errors()).anyMatch(line -> line.startsWith("Usage: subscribe"));
        }
    }

    @Test
    void shouldSayWhichThereAreWhenThereIsNoneOfThatName() throws Exception {
        try (Program programs = Program.start(Programs.class, "subscriber")) {
            assertThat(programs.exitCode()).isEqualTo(2);
            assertThat(programs.errors())
                    .startsWith("no program 'subscriber'")
                    .anyMatch(line -> line.contains("subscribe "));
        }
    }

    /** The build makes the jar when it packages, before it comes to the tests; {@code mvn test} alone does not. */
    @Test
    void shouldRunFromOneJar() throws Exception {
        if (!Files.exists(JAR)) {
            throw LeftOut.because(JAR + " is made by mvn package or verify");
        }
        try (Program lines = Program.startJar(JAR, "tenlines");
                Program calibrate = Program.startJar(JAR, "calibrate", "--version")) {
            assertThat(lines.exitCode()).isZero();
            assertThat(lines.errors()).isEmpty();
            assertThat(lines.output()).last().asString().contains("received=1, dropped=0");
            assertThat(calibrate.exitCode()).isZero();
            assertThat(calibrate.output()).first().asString().matches("tunedzmq [0-9].*");
        }
    }
}
