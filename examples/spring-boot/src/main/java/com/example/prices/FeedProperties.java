package com.example.prices;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Of this application's publisher and subscriber.
 *
 * @param name of both in metrics, health and logs
 * @param bind where to publish
 * @param connect where to listen; empty: to this application's own publisher
 * @param hwm messages that are held for each subscriber before it loses any
 */
@ConfigurationProperties("feed")
record FeedProperties(
        @DefaultValue("prices") String name,
        String bind,
        @DefaultValue("") String connect,
        @DefaultValue("100000") int hwm) {}
