package io.tunedzmq.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where the fields stand: the topic, a NUL, a header of {@value #HEADER} bytes, then records of a 4-byte length and a
 * payload. All numbers are big-endian. The reference is {@code docs/wire-format.md}.
 */
public final class FrameLayout {
    /** "TZ". */
    static final int MAGIC = 0x545A;

    static final int VERSION = 1;

    // Offsets from the byte after the NUL.
    static final int VERSION_AT = 2;
    static final int KIND_AT = 3;
    static final int EPOCH_AT = 4;
    static final int SEQUENCE_AT = 12;
    static final int TIME_AT = 20;
    static final int TOPIC_NUMBER_AT = 28;
    static final int COUNT_AT = 32;
    static final int HEADER = 36;

    static final int RECORD_LENGTH = 4;

    /** Of a frame without our header. */
    static final int NO_HEADER = -1;

    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    public static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    public static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameLayout() {}

    /** Where the header of a frame begins, behind topic and NUL; {@link #NO_HEADER} if it is none of ours. */
    static int header(byte[] frame) {
        int nul = 0;
        int furthest = Math.min(frame.length, Topics.LONGEST + 1);
        while (nul < furthest && frame[nul] != 0) {
            nul++;
        }
        int start = nul + 1;
        boolean ours =
                nul < furthest && frame.length - start >= HEADER && ((short) SHORT.get(frame, start) & 0xFFFF) == MAGIC;
        return ours ? start : NO_HEADER;
    }

    /**
     * How many messages a frame claims to hold, without a look at them: enough to bound a queue. One if it is of a
     * stock publisher.
     */
    public static int claimedMessages(byte[] frame) {
        int start = header(frame);
        if (start == NO_HEADER) {
            return 1;
        }
        int code = frame[start + KIND_AT];
        boolean holdsMessages = FrameKind.known(code) && FrameKind.of(code).holdsMessages();
        return holdsMessages ? Math.max(0, (int) INT.get(frame, start + COUNT_AT)) : 0;
    }
}
