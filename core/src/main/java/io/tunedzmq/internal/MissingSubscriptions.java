package io.tunedzmq.internal;

/** What a publisher lacks of the subscriptions that somebody asks about. */
public enum MissingSubscriptions {
    /** Nothing. */
    NOTHING,
    /** Something, though the last ones came. */
    SOME,
    /** The last ones at least: a proxy that tells everything at once has no room for them. */
    THE_LAST
}
