package io.tunedzmq.mbeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of {@code metrics.md} say which attributes there are and what they mean, no more and no less. */
@Timeout(60)
class JmxPageTest {
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "core/docs/metrics.md");

    @Test
    void shouldDocumentTheAttributes() throws Exception {
        Map<String, Map<String, String>> documented = documented();
        try (TunedContext context = TunedContext.builder().jmx(true).build()) {
            context.publisher().bind("inproc://prices").name("p").open();
            context.subscriber()
                    .connect("inproc://prices")
                    .topic("prices")
                    .name("s")
                    .open();

            assertThat(shown("type=Context")).isEqualTo(documented.get("Context"));
            assertThat(shown("type=IoThread,name=tunedzmq-io-1")).isEqualTo(documented.get("IoThread"));
            assertThat(shown("type=Publisher,name=p")).isEqualTo(documented.get("Publisher"));
            assertThat(shown("type=Subscriber,name=s")).isEqualTo(documented.get("Subscriber"));
        }
    }

    @Test
    void shouldDescribeTheOperation() throws Exception {
        try (TunedContext context = TunedContext.builder().jmx(true).build()) {
            assertThat(context.isClosed()).isFalse();
            MBeanOperationInfo[] operations = info("type=Context").getOperations();

            assertThat(operations).extracting(MBeanFeatureInfo::getName).containsExactly("diagnose");
            assertThat(operations[0].getDescription()).contains("what is wrong, why, and what to change");
            assertThat(operations[0].getSignature()[0].getName()).isEqualTo("seconds");
            assertThat(operations[0].getSignature()[0].getDescription()).contains("1 to 3,600");
            assertThat(info("type=Context").getDescription()).isEqualTo("The ZeroMQ context of this process");
        }
    }

    private static Map<String, String> shown(String name) throws Exception {
        Map<String, String> shown = new TreeMap<>();
        for (MBeanAttributeInfo each : info(name).getAttributes()) {
            assertThat(each.isWritable()).isFalse();
            shown.put(each.getName(), each.getDescription());
        }
        return shown;
    }

    private static MBeanInfo info(String name) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().getMBeanInfo(new ObjectName("io.tunedzmq:" + name));
    }

    /** By type of MBean. */
    private static Map<String, Map<String, String>> documented() throws Exception {
        Map<String, Map<String, String>> types = new TreeMap<>();
        List.of("Context", "IoThread", "Publisher", "Subscriber").forEach(each -> types.put(each, new TreeMap<>()));
        for (String line : Files.readAllLines(PAGE)) {
            List<String> row = Arrays.stream(line.replace("`", "").split("\\|", -1))
                    .map(String::strip)
                    .toList();
            if (row.size() == 5) { // MBeans, attribute, meaning.
                for (String type : row.get(1).split(", ", -1)) {
                    types.getOrDefault(type, new TreeMap<>()).put(row.get(2), row.get(3));
                }
            } else if (row.size() == 8 && !row.get(3).isEmpty()) { // Meter, scraped, JMX, type, unit, meaning.
                types.getOrDefault(type(row.get(1)), new TreeMap<>()).put(row.get(3), row.get(6));
            }
        }
        return types;
    }

    private static String type(String meter) {
        return meter.startsWith("tunedzmq.context.")
                ? "Context"
                : meter.startsWith("tunedzmq.io.thread.")
                        ? "IoThread"
                        : meter.startsWith("tunedzmq.publisher.")
                                ? "Publisher"
                                : meter.startsWith("tunedzmq.subscriber.") ? "Subscriber" : "";
    }
}
