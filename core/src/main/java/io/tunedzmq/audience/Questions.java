package io.tunedzmq.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open questions of a publisher, by number. Thread-safe. */
final class Questions {
    private final Map<Long, Question> open = new ConcurrentHashMap<>();

    void start(Question question) {
        open.put(question.id(), question);
    }

    void end(Question question) {
        open.remove(question.id());
    }

    /** A subscriber has answered; false if no such question is open. */
    boolean answered(long number, RemoteSubscriber subscriber) {
        Question question = open.get(number);
        if (question != null) {
            question.answered(subscriber);
        }
        return question != null;
    }

    void left(RemoteSubscriber subscriber) {
        open.values().forEach(question -> question.left(subscriber));
    }
}
