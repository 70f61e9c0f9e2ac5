package io.tunedzmq.connection;

import io.tunedzmq.internal.MissingSubscriptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Something that a peer says to a publisher: a subscription, its end, or what {@code wire} puts into the form of one.
 * Before JeroMQ takes it into account it is decided what becomes of it, see {@link ConnectionToSubscriber#decide}. What
 * the application's side gets is marked with the number of the connection, because JeroMQ tells nothing of where a
 * subscription came from.
 */
final class UpstreamFrame extends DecodedFrame {
    /**
     * First byte of what carries the number of its connection; JeroMQ takes what begins neither with 0 nor 1 for a
     * message of its user.
     */
    static final byte STAMPED = 2;

    /** As above, of a question to which the answer is no: something has not come, or the last ones have not. */
    private static final byte STAMPED_LACKING_SOME = 3;

    private static final byte STAMPED_LACKING_THE_LAST = 4;

    static final int STAMP = 1 + 2 * Long.BYTES;

    /** What has not come of that for which a stamped message asks; null if the message is none. */
    static @Nullable MissingSubscriptions missing(byte[] message) {
        return switch (message.length < STAMP ? 0 : message[0]) {
            case STAMPED -> MissingSubscriptions.NOTHING;
            case STAMPED_LACKING_SOME -> MissingSubscriptions.SOME;
            case STAMPED_LACKING_THE_LAST -> MissingSubscriptions.THE_LAST;
            default -> null;
        };
    }

    /** What is done with it. */
    enum Fate {
        /** JeroMQ takes the subscription into account and tells of it. */
        SUBSCRIBE,
        /** JeroMQ only tells of it. */
        TELL,
        /** Nothing. */
        IGNORE
    }

    private ConnectionToSubscriber connection;
    private final boolean kept;
    private @Nullable Fate fate;
    private boolean widened;
    private MissingSubscriptions missing = MissingSubscriptions.NOTHING;
    private int skipped;

    /** @param kept whether its bytes are its own; else they are not there any more when it is whole */
    UpstreamFrame(ConnectionToSubscriber connection, ByteBuffer bytes, boolean kept) {
        super(bytes);
        this.connection = connection;
        this.kept = kept;
    }

    @Override
    ByteBuffer read(ByteBuffer bytes) {
        return isRealCommand() ? HandshakeCheck.clean(connection, this, bytes) : bytes;
    }

    @Override
    public Msg setMetadata(Metadata metadata) {
        connection = (ConnectionToSubscriber) connection.of(metadata);
        fate = connection.decide(this);
        return super.setMetadata(metadata);
    }

    /** JeroMQ discards commands that it does not know. */
    @Override
    public boolean isCommand() {
        if (fate == null && connection.isOld()) { // Such a connection has no metadata.
            fate = connection.decide(this);
        }
        boolean discarded = fate == Fate.IGNORE || super.isCommand();
        if (fate != null && !discarded) {
            connection.offered(true);
        }
        return discarded;
    }

    /** The first call after it was decided on is that of the pipe which has room for it. */
    @Override
    public boolean hasMore() {
        if (fate != null) {
            connection.offered(false);
        }
        return super.hasMore();
    }

    boolean isRealCommand() {
        return super.isCommand();
    }

    boolean isKept() {
        return kept;
    }

    /** JeroMQ is to take it for a subscription to everything. */
    void widen() {
        widened = true;
    }

    /** So many bytes behind the first one are not of what JeroMQ and the application's side are to see. */
    void skip(int bytes) {
        skipped = bytes;
    }

    /** What has not come of that for which it asks. */
    void lacks(MissingSubscriptions what) {
        missing = what;
    }

    @Override
    public int size() {
        return widened ? 1 : super.size() - skipped;
    }

    @Override
    public byte get(int index) {
        // Of a connection that is about to end JeroMQ need take nothing into account.
        boolean stamped = index == 0 && (fate == Fate.TELL || (fate != null && connection.isCut()));
        return stamped ? STAMPED : super.get(index == 0 ? 0 : index + skipped);
    }

    /** Only asked for what is told. */
    @Override
    public byte[] data() {
        byte[] content = content();
        ByteBuffer stamped = ByteBuffer.allocate(STAMP + content.length);
        return stamped.put(stamp())
                .putLong(connection.number())
                .putLong(subscription(content))
                .put(content)
                .array();
    }

    /** Which of the subscriptions it is that JeroMQ has taken into account; 0 if it is none of those that count. */
    private long subscription(byte[] content) {
        return fate == Fate.SUBSCRIBE && content[0] == 1 ? connection.subscribed(content, widened) : 0;
    }

    private byte stamp() {
        return switch (missing) {
            case NOTHING -> STAMPED;
            case SOME -> STAMPED_LACKING_SOME;
            case THE_LAST -> STAMPED_LACKING_THE_LAST;
        };
    }

    /** As it came, without what is skipped. */
    byte[] content() {
        byte[] all = super.data();
        if (skipped == 0) {
            return all;
        }
        byte[] content = new byte[all.length - skipped];
        content[0] = all[0];
        System.arraycopy(all, 1 + skipped, content, 1, content.length - 1);
        return content;
    }
}
