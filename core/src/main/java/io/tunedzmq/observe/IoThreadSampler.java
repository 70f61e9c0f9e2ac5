package io.tunedzmq.observe;

import io.tunedzmq.window.WindowSamples;

/** Whether an I/O thread works or waits. Confined: one thread at a time. */
final class IoThreadSampler {
    private final Thread thread;
    private final Share busy = new Share();

    IoThreadSampler(Thread thread) {
        this.thread = thread;
    }

    void look() {
        if (thread.isAlive()) {
            Stacks.Activity activity = Stacks.activity(thread);
            if (activity != Stacks.Activity.YIELDING) { // That look tells nothing.
                busy.look(activity == Stacks.Activity.WORKING);
            }
        }
    }

    WindowSamples.IoThread result() {
        return new WindowSamples.IoThread(busy.ifAny());
    }
}
