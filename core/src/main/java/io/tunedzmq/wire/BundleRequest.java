package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a subscriber asks for bundles. It listens on the topic of its group from the beginning. Where a publisher has
 * answered it, it sends a ZMTP command, which reaches those alone to whom its connections lead, and says behind it of
 * which group it is; proxies pass that on, and not the command. So a publisher believes it only over a connection that
 * brought the command.
 */
public final class BundleRequest {
    private static final byte[] BEGIN = ControlTopics.bytes(ControlTopics.BUNDLES);

    /** Its name, with the length before it. */
    private static final byte[] DIRECT = ControlTopics.bytes("\u0009TZ-DIRECT");

    private BundleRequest() {}

    /** Where subscribers of a group listen. */
    public static String topic(long group) {
        return ControlTopics.GROUP + ControlTopics.hex(group);
    }

    /** "Send me the bundles of this group." */
    public static String request(long group) {
        return ControlTopics.BUNDLES + ControlTopics.hex(group);
    }

    /** The group whose bundles are asked for; null if the message upstream says something else. */
    public static @Nullable Long group(byte[] message) {
        if (!ControlTopics.begins(message, BEGIN)) {
            return null;
        }
        int from = 1 + BEGIN.length;
        try {
            return ControlRequestReader.number(
                    new String(message, from, message.length - from, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            return null; // Made up: none of our subscribers writes it.
        }
    }

    /** The command by which a subscriber shows that nobody stands between it and the publisher. */
    public static byte[] command() {
        return DIRECT.clone();
    }

    /** Whether a command is that. */
    public static boolean isCommand(byte[] command) {
        return Arrays.equals(command, DIRECT);
    }
}
