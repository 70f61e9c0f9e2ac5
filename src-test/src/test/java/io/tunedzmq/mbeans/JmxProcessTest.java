package io.tunedzmq.mbeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.VirtualMachine;
import io.tunedzmq.JavaProcess;
import io.tunedzmq.jmx.ContextMXBean;
import io.tunedzmq.jmx.PublisherMXBean;
import io.tunedzmq.jmx.SubscriberMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What another process sees over a real connection, as JConsole makes it. */
@Timeout(60)
class JmxProcessTest {
    private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d+)");
    private static final double NANOS_PER_SECOND = 1e9;

    @Test
    void shouldShowWhatStatsSay() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class);
                JMXConnector connector = connect(process.line())) {
            MBeanServerConnection server = connector.getMBeanServerConnection();

            compare(process, "context", server, "io.tunedzmq:type=Context");
            compare(process, "publisher", server, "io.tunedzmq:type=Publisher,name=trades");
            compare(process, "subscriber", server, "io.tunedzmq:type=Subscriber,name=book");

            assertThat(server.queryNames(new ObjectName("io.tunedzmq:type=IoThread,*"), null))
                    .extracting(name -> name.getKeyProperty("name"))
                    .containsExactlyInAnyOrder("tunedzmq-io-1", "tunedzmq-io-2");
            assertThat(server.getAttribute(new ObjectName("io.tunedzmq:type=IoThread,name=tunedzmq-io-1"), "Alive"))
                    .isEqualTo(true);
        }
    }

    /** Those that nothing happens to meanwhile are equal; those that grow by themselves lie between two looks. */
    private static void compare(JavaProcess process, String what, MBeanServerConnection server, String name)
            throws Exception {
        Map<String, Long> before = numbers(process.ask(what));
        Map<String, Double> shown = new LinkedHashMap<>();
        for (String component : before.keySet()) {
            shown.put(component, shown(server, new ObjectName(name), component));
        }
        Map<String, Long> after = numbers(process.ask(what));

        assertThat(before).hasSizeGreaterThan(8);
        shown.forEach((component, value) -> assertThat(value)
                .as(component)
                .isBetween(
                        before.get(component).doubleValue(),
                        after.get(component).doubleValue()));
        if (!what.equals("context")) {
            assertThat(before.get("dropped")).isPositive().isEqualTo(after.get("dropped"));
        }
    }

    private static Map<String, Long> numbers(String stats) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        NUMBER.matcher(stats).results().forEach(each -> numbers.put(each.group(1), Long.valueOf(each.group(2))));
        return numbers;
    }

    private static double shown(MBeanServerConnection server, ObjectName name, String component) throws Exception {
        return component.equals("stalledNs")
                ? Math.rint(NANOS_PER_SECOND * number(server, name, "StalledSeconds"))
                : number(server, name, Character.toUpperCase(component.charAt(0)) + component.substring(1));
    }

    private static double number(MBeanServerConnection server, ObjectName name, String attribute) throws Exception {
        return ((Number) server.getAttribute(name, attribute)).doubleValue();
    }

    @Test
    void shouldBeReadByTheInterfacesAndDiagnose() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class);
                JMXConnector connector = connect(process.line())) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ContextMXBean context = bean(server, "io.tunedzmq:type=Context", ContextMXBean.class);
            PublisherMXBean trades = bean(server, "io.tunedzmq:type=Publisher,name=trades", PublisherMXBean.class);
            SubscriberMXBean book = bean(server, "io.tunedzmq:type=Subscriber,name=book", SubscriberMXBean.class);

            assertThat(context.getSettings()).contains("ioThreads=2");
            assertThat(context.getHealth()).isEqualTo("DEGRADED");
            assertThat(context.getHealthReasons()).isNotEmpty();
            assertThat(context.isBroken()).isFalse();
            assertThat(context.getBrokenReason()).isEmpty();
            assertThat(context.getOpenFindings()).isEmpty();
            assertThat(trades.getName()).isEqualTo("trades");
            assertThat(trades.getEndpoints()).isEqualTo(book.getEndpoints()).hasSize(1);
            assertThat(trades.getSubscribers()).isEqualTo(1);
            assertThat(book.isReady()).isTrue();
            assertThat(book.getConnections()).isEqualTo(1);
            assertThat(book.getId()).matches("[0-9a-f]+");
            assertThat(context.diagnose(1)).startsWith("Diagnosis of 1.0 s");
            assertThatThrownBy(() -> context.diagnose(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("seconds: 0 (expected: 1 to 3600; 5 see most causes)");
        }
    }

    private static <T> T bean(MBeanServerConnection server, String name, Class<T> type) throws Exception {
        return JMX.newMXBeanProxy(server, new ObjectName(name), type);
    }

    @SuppressWarnings("BanJNDI") // The address is that of a process of the test.
    private static JMXConnector connect(String pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(pid);
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }
}
