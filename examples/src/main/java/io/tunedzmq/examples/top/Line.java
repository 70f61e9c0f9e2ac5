package io.tunedzmq.examples.top;

/** A line of the screen, and how it stands out. Immutable. */
record Line(Tone tone, String text) {
    /** What a terminal may do with a line. */
    enum Tone {
        PLAIN,
        /** Names the columns below it. */
        HEADING,
        /** Something is lost or broken at this moment. */
        ALARM
    }

    static Line plain(String text) {
        return new Line(Tone.PLAIN, text);
    }

    static Line heading(String text) {
        return new Line(Tone.HEADING, text);
    }

    static Line alarm(boolean alarming, String text) {
        return new Line(alarming ? Tone.ALARM : Tone.PLAIN, text);
    }
}
