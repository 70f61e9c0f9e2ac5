package io.tunedzmq.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One at a time, and each sees what the one before has done, whichever way it took the lock. */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the second did not wait for it")
@Outcome(expect = FORBIDDEN, desc = "both at a time, or a lock that is told lost")
@State
public class OwnedLockStress {
    private int told;
    private final OwnedLock lock = OwnedLock.flat(() -> told++);
    private int count;

    @Actor
    public void waitForIt() {
        lock.lock();
        try {
            count++;
        } finally {
            lock.unlock();
        }
    }

    @Actor
    public void tryOnce() {
        if (lock.tryLock()) {
            try {
                count++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = count;
        result.r2 = told;
    }
}
