package io.tunedzmq.jeromq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An errand that is rung after a change runs after that change, also where it is rung while it runs. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "run after the last change")
@Outcome(expect = FORBIDDEN, desc = "run before the last change, or not at all, and nobody calls the I/O thread")
@State
public class ErrandStress {
    /** One for all, because it takes file descriptors; each state has an errand of its own. */
    private static final Doorbell DOORBELL = new Doorbell("stress");

    private static final Selector CALLED = selector();

    private volatile int change;
    private int seen;
    private final Doorbell.Errand errand = new Doorbell.Errand(() -> seen = change);

    @Actor
    public void change() {
        change = 1;
        DOORBELL.ring(errand);
        change = 2;
        DOORBELL.ring(errand);
    }

    @Actor
    public void ioThread() {
        DOORBELL.inEvent();
    }

    /** What the I/O thread does next: nothing, unless it is called. */
    @Arbiter
    public void look(I_Result result) {
        synchronized (DOORBELL) {
            if (isCalled()) {
                DOORBELL.inEvent();
            }
            result.r1 = seen;
        }
    }

    private static boolean isCalled() {
        try {
            return CALLED.selectNow(called -> {}) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Selector selector() {
        try {
            var field = Doorbell.class.getDeclaredField("pipe");
            field.setAccessible(true);
            Selector selector = Selector.open();
            ((Pipe) field.get(DOORBELL)).source().register(selector, SelectionKey.OP_READ);
            return selector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the doorbell has another pipe", e);
        }
    }
}
