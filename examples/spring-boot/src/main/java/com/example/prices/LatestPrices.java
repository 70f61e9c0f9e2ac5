package com.example.prices;

import io.tunedzmq.MessageView;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The last price of each topic. */
@Component
class LatestPrices implements PriceHandler {
    private final Map<String, String> prices = new ConcurrentHashMap<>();

    @Override
    public void onPrice(MessageView message) {
        prices.put(message.topic(), message.text());
    }

    Optional<String> of(String topic) {
        return Optional.ofNullable(prices.get(topic));
    }
}
