package io.tunedzmq.mbeans;

import io.tunedzmq.internal.LimitedLog;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import org.jspecify.annotations.Nullable;

/** What is registered with the MBean server of the process. Confined: guarded by its owner's lock. */
final class RegisteredBeans {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** Names that others have, until it is given up. */
    private static final int MOST_TAKEN = 100;

    private final BeanNames names = new BeanNames();

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    /**
     * Registers a bean under the first name that is free.
     *
     * @param name as its owner gave it; null for a thing of which there is one
     * @return null if others have too many names like it, which is logged
     */
    BeanNames.@Nullable Numbered register(String type, @Nullable String name, DescribedBean bean) {
        List<BeanNames.Numbered> ofOthers = new ArrayList<>();
        try {
            while (ofOthers.size() < MOST_TAKEN) {
                BeanNames.Numbered mine = name == null ? names.take(type) : names.take(type, name);
                if (register(bean, mine)) {
                    sayIfTaken(ofOthers, mine);
                    return mine;
                }
                ofOthers.add(mine);
            }
            log.warn("{} is not shown in JMX: somebody else has that name, and those like it", ofOthers.get(0));
            return null;
        } finally {
            ofOthers.forEach(names::giveBack);
        }
    }

    private static void sayIfTaken(List<BeanNames.Numbered> ofOthers, BeanNames.Numbered mine) {
        if (!ofOthers.isEmpty()) {
            log.warn("in JMX somebody else has the name {}; shown is {}", ofOthers.get(0), mine);
        }
    }

    private boolean register(DescribedBean bean, BeanNames.Numbered name) {
        try {
            server().registerMBean(bean, name.objectName());
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        } catch (JMException e) {
            names.giveBack(name);
            throw new IllegalStateException(name + " could not be registered in JMX", e);
        }
    }

    void unregister(BeanNames.Numbered name) {
        names.giveBack(name);
        try {
            server().unregisterMBean(name.objectName());
        } catch (InstanceNotFoundException e) {
            log.debug("somebody else has taken {} out of JMX", name);
        } catch (JMException e) {
            throw new IllegalStateException(name + " could not be taken out of JMX", e);
        }
    }
}
