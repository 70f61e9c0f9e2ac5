package io.tunedzmq.subscribe;

/** A publisher that has not heard all subscriptions. Confined to the socket lock. */
final class LackingPublisher {
    final long epoch;

    /** Whether it has never had everything over this connection. */
    final boolean fresh;

    /** Answers to questions before this one may be older than what was said since. */
    long sinceRound;

    /** The last question that it has answered, and when it was heard of last. */
    long round;

    long heardNs;

    /** Whether the last subscriptions came, and something before them did not: a proxy may lack it, too. */
    boolean some;

    /** Whether it was told in words that proxies only pass on: what it has since, they may lack. */
    boolean toldPastProxies;

    /** How often everything was said again, and since when. */
    int attempts;

    long beganNs;

    LackingPublisher(long epoch, boolean fresh, long sinceRound, long nowNs) {
        this.epoch = epoch;
        this.fresh = fresh;
        this.sinceRound = sinceRound;
        heardNs = nowNs;
    }

    /** Whether it has answered so after it could have heard the rest of what a proxy tells it. */
    boolean certain() {
        return round >= sinceRound;
    }
}
