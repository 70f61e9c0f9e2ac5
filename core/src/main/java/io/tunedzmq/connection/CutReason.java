package io.tunedzmq.connection;

/** Why a connection is cut. */
enum CutReason {
    FORGED("it announced a frame of a forged size"),
    TOO_LARGE(
            "it announced a frame for which the memory budget has no room; raise memoryBudget(bytes) or the heap if it is one of yours"),
    NO_MEMORY("it announced a frame for which the heap has no room"),
    TOO_MANY_PARTS("its message of many parts is larger than maxMessageBytes, or than the memory budget has room for"),
    STALLED("it announced a large frame and did not send it while memory was short"),
    UNHEARD("it had promised to say something every few seconds, and nothing has come over it for 35 s"),
    REPLACED("its subscriber has come back over another one, and nothing comes over this one any more"),
    UNREAD("it takes nothing of what is said to it"),
    UNANSWERED("nothing comes over it any more, and a question was not answered"),
    SILENT("it had not said anything since it connected, and there were no file descriptors for others"),
    FORGED_ADDRESS("it claimed to have another address");

    private final String text;

    CutReason(String text) {
        this.text = text;
    }

    /** Whether there was no memory for what the peer said, which was right otherwise. */
    boolean isForMemory() {
        return this == TOO_LARGE || this == NO_MEMORY;
    }

    @Override
    public String toString() {
        return text;
    }
}
