package io.tunedzmq.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.TopicFilter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a topic that was misspelled: a publisher tells of one that is nearly what was asked for, and of none that was.
 * Publishers tell all their subscribers which topics they have sent. Frames without a message are heard under the
 * subscriber's lock; {@link #received} and {@link #found} from any thread.
 */
final class MisspelledTopics {
    /** Who asks for more has them from a list. */
    private static final int MOST_ASKED = 64;

    /** Short ones are near to each other by chance. */
    private static final int SHORTEST = 4;

    private static final int LONGEST = 200;

    private static final int BEFORE_NAME = Integer.BYTES + Long.BYTES;

    private final TopicFilter filter;
    private final FrameReader reader = new FrameReader();

    /** Empty once anything of what was asked for has come, or was told of. */
    private volatile Set<String> asked;

    private volatile ContextSnapshot.@Nullable MisspelledTopic found;

    /** @param asked exact topics */
    MisspelledTopics(Set<String> asked, TopicFilter filter) {
        this.asked = asked.size() <= MOST_ASKED ? Set.copyOf(asked) : Set.of();
        this.filter = filter;
    }

    /** A message has come that was asked for. */
    void received() {
        if (!asked.isEmpty()) {
            asked = Set.of();
        }
    }

    /** A frame without a message. */
    void heard(FrameReader frame) {
        if (asked.isEmpty() || !tellsOfTopics(frame) || reader.open(frame.bytes()) != FrameReader.Format.TAGGED) {
            return;
        }
        while (reader.next()) {
            int length = reader.payloadLength() - BEFORE_NAME;
            if (length > 0 && length <= LONGEST) {
                heard(new String(reader.bytes(), reader.payloadOffset() + BEFORE_NAME, length, UTF_8));
            }
        }
    }

    private static boolean tellsOfTopics(FrameReader frame) {
        return switch (frame.kind()) {
            case DIGEST, MARK -> true;
            case DATA, BUNDLE, BEACON, PROBE, ECHO, BASELINE, END -> false;
        };
    }

    private void heard(String topic) {
        if (filter.wants(topic)) {
            asked = Set.of();
        }
        asked.stream()
                .filter(each -> found == null && areNear(each, topic))
                .findFirst()
                .ifPresent(each -> found = new ContextSnapshot.MisspelledTopic(each, topic));
    }

    /** What is published instead of what was asked for, as far as that is known; else null. From any thread. */
    ContextSnapshot.@Nullable MisspelledTopic found() {
        return asked.isEmpty() ? null : found;
    }

    /**
     * Whether they differ in upper and lower case alone, or in a single slip: a letter too many, two that are swapped,
     * or another sign between words. Other numbers are other topics.
     */
    static boolean areNear(String one, String other) {
        String shorter = (one.length() <= other.length() ? one : other).toLowerCase(Locale.ROOT);
        String longer = (one.length() <= other.length() ? other : one).toLowerCase(Locale.ROOT);
        if (shorter.length() < SHORTEST || longer.length() > LONGEST || longer.length() - shorter.length() > 1) {
            return false;
        }
        int at = 0;
        while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
            at++;
        }
        if (longer.length() > shorter.length()) {
            return !Character.isDigit(longer.charAt(at))
                    && shorter.substring(at).equals(longer.substring(at + 1));
        }
        return at == shorter.length() || isSwapped(shorter, longer, at) || isOtherSign(shorter, longer, at);
    }

    private static boolean isSwapped(String one, String other, int at) {
        return at + 1 < one.length()
                && Character.isLetter(one.charAt(at))
                && Character.isLetter(other.charAt(at))
                && one.charAt(at) == other.charAt(at + 1)
                && one.charAt(at + 1) == other.charAt(at)
                && one.substring(at + 2).equals(other.substring(at + 2));
    }

    private static boolean isOtherSign(String one, String other, int at) {
        return !Character.isLetterOrDigit(one.charAt(at))
                && !Character.isLetterOrDigit(other.charAt(at))
                && one.substring(at + 1).equals(other.substring(at + 1));
    }
}
