package com.example.prices;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Listens for prices from when the application starts until it stops: a thread of the subscriber hands each to the
 * {@link PriceHandler}. It may be started again, as Spring 7 does with the application contexts of tests, which it
 * pauses while another one is used.
 */
@Component
class PriceSubscriber implements SmartLifecycle {
    /** Every topic of prices. */
    static final String PREFIX = "prices.";

    private static final Logger log = LoggerFactory.getLogger(PriceSubscriber.class);

    private final TunedContext context;
    private final FeedProperties feed;
    private final Publisher own;
    private final PriceHandler handler;

    /** Null while it is stopped. */
    private Subscriber subscriber;

    PriceSubscriber(TunedContext context, FeedProperties feed, Publisher own, PriceHandler handler) {
        this.context = context;
        this.feed = feed;
        this.own = own;
        this.handler = handler;
    }

    /** Starts before the web server, whose phase is higher, and stops after it: what it publishes is still heard. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 10_000;
    }

    @Override
    public synchronized void start() {
        if (subscriber != null) {
            return;
        }
        subscriber = context.subscriber()
                .connect(feed.connect().isEmpty() ? own.endpoint() : feed.connect())
                .topicPrefix(PREFIX)
                .name(feed.name())
                .hwm(HwmPolicy.messages(feed.hwm()))
                .onMessage(handler::onPrice)
                .handlerThread(work -> new Thread(work, "prices"))
                .onGap(gap -> log.warn("{}", gap))
                .open();
    }

    /** Waits for the handler where it is at work, up to ten seconds; afterwards it is not called again. */
    @Override
    public synchronized void stop() {
        if (subscriber != null) {
            subscriber.close();
            subscriber = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return subscriber != null;
    }

    /** Waits until it is proven that what is published from here on comes. */
    synchronized boolean awaitReady(Duration timeout) {
        return subscriber != null && subscriber.awaitReady(timeout);
    }
}
