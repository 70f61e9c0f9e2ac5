package io.tunedzmq.subscribe;

import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.SubscriptionForms;
import io.tunedzmq.wire.Topics;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber subscribes to, in the order in which it says it, each in one of its {@linkplain SubscriptionForms
 * forms}. The bytes are made when they are needed: there may be very many. Confined: guarded by the socket's lock.
 */
final class WantedSubscriptions extends AbstractList<byte[]> {
    private static final byte[] EVERYTHING = Topics.prefix("");

    private final boolean everything;
    private final List<String> topics;
    private final List<String> prefixes;

    /** Of the library itself, with the NUL or without. */
    private final List<byte[]> controlTopics;

    /** Of this subscriber alone: nobody else says the same. */
    private final List<byte[]> proofs;

    /** Null: all are as they were said at first. */
    private byte @Nullable [] forms;

    /** @param group of those who ask for the same */
    WantedSubscriptions(long subscriberId, SubscriberSettings config, long group) {
        everything = config.prefixes().contains("");
        topics = List.copyOf(config.topics());
        prefixes = config.prefixes().stream().filter(each -> !each.isEmpty()).toList();
        controlTopics = List.of(
                Topics.withNul(BundleRequest.topic(group)),
                ControlTopics.bytes(ControlTopics.END),
                ControlTopics.bytes(ControlTopics.LAST));
        proofs = ControlTopics.proofs(subscriberId).stream()
                .map(ControlTopics::bytes)
                .toList();
    }

    @Override
    public int size() {
        return (everything ? 1 : 0) + topics.size() + prefixes.size() + controlTopics.size() + proofs.size();
    }

    @Override
    public byte[] get(int index) {
        return in(forms == null ? 0 : forms[index], index);
    }

    private byte[] in(int form, int index) {
        int at = index;
        if (everything && at-- == 0) { // First: it is never ended, so a proxy must not drop it.
            return EVERYTHING;
        }
        if (at < topics.size()) {
            return SubscriptionForms.ofTopic(Topics.withNul(topics.get(at)), form);
        }
        at -= topics.size();
        if (at < prefixes.size()) {
            return SubscriptionForms.ofPrefix(Topics.prefix(prefixes.get(at)), form);
        }
        at -= prefixes.size();
        if (at < controlTopics.size()) {
            return SubscriptionForms.ofTopic(controlTopics.get(at), form);
        }
        return proofs.get(at - controlTopics.size());
    }

    /** Gives the next form to one; returns its bytes, or null where they are the same as before. */
    byte @Nullable [] change(int index) {
        byte[] now = get(index);
        if (forms == null) {
            forms = new byte[size()];
        }
        forms[index] = (byte) ((forms[index] + 1) % SubscriptionForms.COUNT);
        byte[] next = get(index);
        return Arrays.equals(now, next) ? null : next;
    }
}
