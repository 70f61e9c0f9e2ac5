package io.tunedzmq.wire;

/** What a frame is for. The code is the byte on the wire. */
public enum FrameKind {
    /** One or more messages of a topic. */
    DATA(1),
    /** No message: says the last sequence of a topic that fell silent. */
    BEACON(2),
    /** No message: the publisher instance has closed and sends nothing more. */
    END(3),
    /** Answer to a subscriber that asked whether its subscriptions are live; ends the baseline. */
    ECHO(4),
    /** No message: a publisher asks who receives this topic. */
    PROBE(5),
    /** A part of the baseline that does not fit into the echo. */
    BASELINE(6),
    /** No message: says the last sequences of many topics that fell silent. */
    DIGEST(7),
    /** No message: the publisher is there, and asks for reports once everything before this is handed out. */
    MARK(8),
    /** Messages of several topics, for subscribers that asked for the same. */
    BUNDLE(9);

    private static final FrameKind[] BY_CODE = new FrameKind[10];

    static {
        for (FrameKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    final int code;

    FrameKind(int code) {
        this.code = code;
    }

    /** Whether frames of this kind hold messages. */
    public boolean holdsMessages() {
        return this == DATA || this == BUNDLE;
    }

    static boolean known(int code) {
        return code >= 1 && code < BY_CODE.length;
    }

    static FrameKind of(int code) {
        return BY_CODE[code];
    }
}
