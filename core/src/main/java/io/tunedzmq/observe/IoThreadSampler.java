package io.tunedzmq.observe;

import io.tunedzmq.window.WindowSamples;

/** Whether an I/O thread works or waits. Confined: one thread at a time. */
final class IoThreadSampler {
    private final Thread thread;
    private final SampledShare busy = new SampledShare();

    IoThreadSampler(Thread thread) {
        this.thread = thread;
    }

    void look() {
        if (thread.isAlive()) {
            StackSamples.Activity activity = StackSamples.activity(thread);
            if (activity != StackSamples.Activity.YIELDING) { // That look tells nothing.
                busy.look(activity == StackSamples.Activity.WORKING);
            }
        }
    }

    WindowSamples.IoThread result() {
        return new WindowSamples.IoThread(busy.ifAny());
    }
}
