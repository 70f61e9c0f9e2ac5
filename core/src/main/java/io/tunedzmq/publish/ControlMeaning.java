package io.tunedzmq.publish;

import io.tunedzmq.connection.UpstreamMeaning;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.RepetitionTopic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of subscribers as control topics. Immutable. */
public final class ControlMeaning implements UpstreamMeaning {
    @Override
    public boolean isTold(byte[] message) {
        return ControlTopics.isStatement(message);
    }

    @Override
    public boolean isPromise(byte[] message) {
        return ControlTopics.isPromise(message);
    }

    @Override
    public @Nullable Repeated repeated(byte[] message) {
        RepetitionTopic again = RepetitionTopic.read(message);
        return again == null ? null : new Repeated(again.speech(), again.index(), again.skipped());
    }

    @Override
    public long @Nullable [] have(byte[] message) {
        return InventoryTopic.sums(message);
    }

    @Override
    public boolean isLoss(byte[] message) {
        return ControlTopics.isLoss(message);
    }

    @Override
    public @Nullable Question question(byte[] message) {
        ControlRequest.Ready ready = ControlRequestReader.asksForAll(message);
        if (ready == null) {
            return null;
        }
        List<byte[]> proofs = ControlTopics.proofs(ready.subscriberId()).stream()
                .map(topic -> ControlTopics.bytes('\u0001' + topic))
                .toList();
        return new Question(proofs, ready.speech(), ready.said());
    }

    @Override
    public boolean isProof(byte[] message) {
        return ControlTopics.isProof(message);
    }

    @Override
    public boolean isDirect(byte[] command) {
        return BundleRequest.isCommand(command);
    }

    @Override
    public boolean selectsMessages(byte[] message) {
        return !ControlTopics.selectsOnlyThese(message);
    }
}
