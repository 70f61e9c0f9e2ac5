package io.tunedzmq;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A context, and stock proxies in a row: publishers connect to the first one, subscribers to the last one. */
abstract class ProxyFixture {
    /** Of a stock proxy. */
    static final int DEFAULT_HWM = 1_000;

    final TunedContext context;
    private final List<StockProxy> proxies = new ArrayList<>();

    ProxyFixture() {
        this(TunedContext.builder());
    }

    ProxyFixture(TunedContextBuilder builder) {
        context = builder.build();
    }

    @AfterEach
    void close() {
        context.close(); // While the proxies are there: what is to be said to one that is gone waits for it.
        proxies.forEach(StockProxy::close);
    }

    /**
     * Starts so many, each behind the one before.
     *
     * @param kind "libzmq" or "jeromq"
     */
    void startProxies(String kind, int hops) throws IOException {
        for (int i = 0; i < hops; i++) {
            proxies.add(
                    kind.equals("libzmq") ? StockProxy.startLibzmq(before()) : StockProxy.start(DEFAULT_HWM, before()));
        }
    }

    /** As above, of JeroMQ, with queues of so many messages. */
    void startProxies(int hwm, int hops) throws IOException {
        for (int i = 0; i < hops; i++) {
            proxies.add(StockProxy.start(hwm, before()));
        }
    }

    private String[] before() {
        return proxies.isEmpty() ? new String[0] : new String[] {last().forSubscribers()};
    }

    StockProxy first() {
        return proxies.get(0);
    }

    StockProxy last() {
        return proxies.get(proxies.size() - 1);
    }
}
