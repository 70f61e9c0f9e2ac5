package io.tunedzmq.examples.calibrate;

/** What is turned while the other one stands still. */
public enum Knob {
    /** I/O threads of the context, under the steady load. */
    IO_THREADS("I/O threads") {
        @Override
        Setting turn(Setting base, int value) {
            return new Setting(value, base.hwm());
        }

        @Override
        Load load(Load load) {
            return load.steady();
        }
    },
    /** Messages that the publisher holds for each subscriber, with a pause of all subscribers in every run. */
    HWM("HWM") {
        @Override
        Setting turn(Setting base, int value) {
            return new Setting(base.ioThreads(), value);
        }

        @Override
        Load load(Load load) {
            return load;
        }
    };

    private final String title;

    Knob(String title) {
        this.title = title;
    }

    abstract Setting turn(Setting base, int value);

    abstract Load load(Load load);

    /** As it is called in tables and charts. */
    public String title() {
        return title;
    }
}
