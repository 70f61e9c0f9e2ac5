package com.example.prices;

import io.tunedzmq.MessageView;

/**
 * What to do with a price, which is only valid during the call. Called by one thread; while it does not return, prices
 * wait, and are lost in the end.
 */
@FunctionalInterface
interface PriceHandler {
    void onPrice(MessageView message);
}
