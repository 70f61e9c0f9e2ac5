package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Says things again to publishers that lack some, behind a connection. All others hear it too: nothing of it may take
 * anything from them. Confined: guarded by the socket's lock.
 */
final class ConnectionVoice implements RepetitionVoice {
    private final HeardConnection connection;
    private final UpstreamWords words;
    private final UpstreamSender sender;
    private final SubscriberReadiness readiness;
    private final LongSupplier askWhoLacks;

    /** @param askWhoLacks asks all who lacks something, and returns the number of the question */
    ConnectionVoice(
            HeardConnection connection,
            UpstreamWords words,
            UpstreamSender sender,
            SubscriberReadiness readiness,
            LongSupplier askWhoLacks) {
        this.connection = connection;
        this.words = words;
        this.sender = sender;
        this.readiness = readiness;
        this.askWhoLacks = askWhoLacks;
    }

    @Override
    public void say(byte[] bytes) {
        sender.tell(bytes);
    }

    @Override
    public byte[] beginAnew(int index, byte[] bytes) {
        byte[] next = words.change(index);
        if (next == null) {
            beginOnceMore(bytes);
            return bytes;
        }
        sender.subscribe(true, next);
        sender.subscribe(false, bytes);
        return next;
    }

    private void beginOnceMore(byte[] bytes) {
        if (bytes.length == 0) {
            sender.subscribe(true, bytes); // Nothing could stand in for everything.
            return;
        }
        boolean selects = UpstreamWords.selects(bytes);
        byte[] meanwhile = Arrays.copyOf(bytes, bytes.length - 1); // Selects the same, and a little more.
        if (selects) {
            sender.subscribe(true, meanwhile);
        }
        sender.subscribe(false, bytes);
        sender.subscribe(true, bytes);
        if (selects) {
            sender.subscribe(false, meanwhile);
        }
    }

    @Override
    public long askForSign() {
        readiness.askForSign();
        return readiness.round();
    }

    @Override
    public long ask() {
        return askWhoLacks.getAsLong();
    }

    @Override
    public long askForEcho() {
        readiness.ask(System.nanoTime());
        return readiness.round();
    }

    @Override
    public long lastAsked() {
        return readiness.round();
    }

    @Override
    public void hold(boolean hold) {
        readiness.hold(connection, hold);
    }
}
