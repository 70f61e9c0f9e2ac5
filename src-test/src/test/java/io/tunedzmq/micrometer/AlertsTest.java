package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus' own tool says of the files for it in the examples. */
@Timeout(600) // It may have to be downloaded.
class AlertsTest {
    @Test
    void shouldFireWhenTheyShould() throws Exception {
        assertThat(Prometheus.tool("test", "rules", file("alerts-test.yml"))).endsWith("SUCCESS\n\n");
    }

    @Test
    void shouldBeWellFormed() throws Exception {
        assertThat(Prometheus.tool("check", "rules", file("alerts.yml"))).contains("SUCCESS");
        assertThat(Prometheus.tool("check", "config", file("prometheus.yml"))).contains("SUCCESS: 1 rule files found");
    }

    private static String file(String name) {
        return Dashboard.FOLDER.resolve(name).toString();
    }
}
