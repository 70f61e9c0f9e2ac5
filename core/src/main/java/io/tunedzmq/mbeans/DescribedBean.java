package io.tunedzmq.mbeans;

import io.tunedzmq.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/** An MXBean that says what each of its attributes means, as a table of metrics does. */
final class DescribedBean extends StandardMBean {
    private static final Map<String, String> TEXTS = Map.of(
            "Settings", "What the context was built with",
            "BrokenReason", "Why the context cannot go on, and what to do; empty if it can",
            "Health", "How well the context is: UP, DEGRADED or DOWN",
            "HealthReasons", "What keeps the context from being UP, a sentence each; empty if it is",
            "OpenFindings", "What diagnoseEvery found in its last window; empty also without it",
            "Name", "Given by its owner; may be empty",
            "Endpoints", "Where it listens and connects, resolved",
            "Id", "Its identity, as the log shows it; the epoch of a publisher",
            "diagnose", "Observes the context for so long, and says what is wrong, why, and what to change",
            "seconds", "1 to 3,600; 5 see most causes");

    private final String what;
    private final Map<String, String> meanings;

    /** @param what one sentence on the whole */
    <T> DescribedBean(T bean, Class<T> type, String what, List<? extends Metric<?>> metrics) {
        super(bean, type, true);
        this.what = what;
        meanings = metrics.stream()
                .filter(metric -> !metric.attribute().isEmpty())
                .collect(Collectors.toMap(Metric::attribute, Metric::meaning));
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return what;
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return described(info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return described(info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
        return described(getParameterName(operation, info, sequence));
    }

    /** The only one that there is. */
    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
        return "seconds";
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return MBeanOperationInfo.INFO;
    }

    private String described(String name) {
        return meanings.getOrDefault(name, TEXTS.getOrDefault(name, name));
    }
}
