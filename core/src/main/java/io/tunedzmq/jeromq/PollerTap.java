package io.tunedzmq.jeromq;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * Learns which selector one of JeroMQ's pollers waits on: the poller shows it to each channel that it is given, and to
 * nobody else. In everything else the channel that it stands for. Confined to the poller's thread.
 */
final class PollerTap extends SelectableChannel {
    private final SelectableChannel channel;
    private @Nullable Selector selector;

    PollerTap(SelectableChannel channel) {
        this.channel = channel;
    }

    @Nullable
    Selector selector() {
        return selector;
    }

    @Override
    public @Nullable SelectionKey keyFor(Selector shown) {
        selector = shown;
        return channel.keyFor(shown);
    }

    @Override
    public SelectionKey register(Selector shown, int operations, @Nullable Object attachment)
            throws ClosedChannelException {
        selector = shown;
        return channel.register(shown, operations, attachment);
    }

    @Override
    public SelectorProvider provider() {
        return channel.provider();
    }

    @Override
    public int validOps() {
        return channel.validOps();
    }

    @Override
    public boolean isRegistered() {
        return channel.isRegistered();
    }

    @Override
    public SelectableChannel configureBlocking(boolean block) throws IOException {
        channel.configureBlocking(block);
        return this;
    }

    @Override
    public boolean isBlocking() {
        return channel.isBlocking();
    }

    @Override
    public Object blockingLock() {
        return channel.blockingLock();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
