package io.tunedzmq.peer;

import java.nio.channels.SelectableChannel;

/** An I/O thread that can leave a connection unread, or a listener unanswered, for a while. */
public interface ReadPauser {
    /**
     * From now on nothing is read from the channel, or nobody accepted by it. To be called on the I/O thread itself. Now and then JeroMQ
     * takes it up again by itself; whoever wants it to rest says so again.
     */
    void leaveUnread(SelectableChannel channel);

    /** Everything that rests is taken up again. From any thread. */
    void readAgain();
}
