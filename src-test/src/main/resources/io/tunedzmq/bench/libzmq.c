/*
 * libzmq as a contender: one XPUB that waits instead of dropping, SUB sockets to everything, all in this process and
 * over TCP loopback. Prints the seconds from the first send until the last subscriber had the last message.
 *
 * The default high-water mark of 1,000 messages carried more than 10,000 or 100,000. zmq_send
 * and zmq_msg_send were equally fast.
 *
 * Usage: libzmq BYTES MESSAGES WARMUP SUBSCRIBERS THREADS IO_THREADS
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zmq.h>

#define WAIT_MS 60000

static size_t bytes;
static long threads;
static void *publisher;
static pthread_mutex_t publishing = PTHREAD_MUTEX_INITIALIZER;

/* What one publishing thread or subscriber has to do in a burst. */
struct task {
    pthread_t thread;
    void *socket;
    long index;
    long each; /* messages of each publishing thread */
    struct timespec end;
};

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

static void check(int result, const char *what) {
    if (result != 0) {
        fail(what);
    }
}

static void set(void *socket, int option, int value) {
    check(zmq_setsockopt(socket, option, &value, sizeof value), "zmq_setsockopt");
}

static struct timespec now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

static double seconds(struct timespec from, struct timespec to) {
    return (double) (to.tv_sec - from.tv_sec) + (double) (to.tv_nsec - from.tv_nsec) / 1e9;
}

static void *publish(void *argument) {
    struct task *task = argument;
    unsigned char *payload = calloc(1, bytes);
    if (payload == NULL) {
        fail("calloc");
    }
    for (long i = 1; i <= task->each; i++) {
        uint64_t number = ((uint64_t) task->index << 32) | (uint64_t) i;
        for (int at = 7; at >= 0; at--, number >>= 8) {
            payload[at] = (unsigned char) number;
        }
        if (threads > 1) {
            pthread_mutex_lock(&publishing);
        }
        int sent = zmq_send(publisher, payload, bytes, 0);
        if (threads > 1) {
            pthread_mutex_unlock(&publishing);
        }
        if (sent < 0) {
            fail("zmq_send");
        }
    }
    free(payload);
    return NULL;
}

/* Every message has its length, and every thread's messages come once and in order. */
static void *receive(void *argument) {
    struct task *task = argument;
    int64_t *last = calloc((size_t) threads, sizeof *last);
    int64_t *sum = calloc((size_t) threads, sizeof *sum);
    if (last == NULL || sum == NULL) {
        fail("calloc");
    }
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (long left = task->each * threads; left > 0; left--) {
        if (zmq_msg_recv(&message, task->socket, 0) < 0) {
            fail("zmq_msg_recv");
        }
        const unsigned char *data = zmq_msg_data(&message);
        uint64_t number = 0;
        if (zmq_msg_size(&message) == bytes) {
            for (int at = 0; at < 8; at++) {
                number = number << 8 | data[at];
            }
        }
        int64_t thread = (int64_t) (number >> 32);
        int64_t i = (int64_t) (number & 0xFFFFFFFF);
        if (zmq_msg_size(&message) != bytes || thread >= threads || i != last[thread] + 1) {
            fprintf(stderr, "message %ld of thread %ld, %zu bytes\n", (long) i, (long) thread, zmq_msg_size(&message));
            exit(1);
        }
        last[thread] = i;
        sum[thread] += i;
    }
    task->end = now();
    zmq_msg_close(&message);
    for (long thread = 0; thread < threads; thread++) {
        if (sum[thread] != (int64_t) task->each * (task->each + 1) / 2) {
            fprintf(stderr, "not every message of thread %ld arrived once\n", thread);
            exit(1);
        }
    }
    free(last);
    free(sum);
    return NULL;
}

static double burst(struct task *senders, struct task *receivers, long subscribers, long messages) {
    for (long i = 0; i < subscribers; i++) {
        receivers[i].each = messages / threads;
        check(pthread_create(&receivers[i].thread, NULL, receive, &receivers[i]), "pthread_create");
    }
    struct timespec start = now();
    for (long i = 0; i < threads; i++) {
        senders[i].index = i;
        senders[i].each = messages / threads;
        check(pthread_create(&senders[i].thread, NULL, publish, &senders[i]), "pthread_create");
    }
    for (long i = 0; i < threads; i++) {
        pthread_join(senders[i].thread, NULL);
    }
    double most = 0;
    for (long i = 0; i < subscribers; i++) {
        pthread_join(receivers[i].thread, NULL);
        double taken = seconds(start, receivers[i].end);
        most = taken > most ? taken : most;
    }
    return most;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: libzmq BYTES MESSAGES WARMUP SUBSCRIBERS THREADS IO_THREADS\n");
        return 2;
    }
    bytes = (size_t) atol(argv[1]);
    long messages = atol(argv[2]);
    long warm_up = atol(argv[3]);
    long subscribers = atol(argv[4]);
    threads = atol(argv[5]);
    if (bytes < 8 || messages < 1 || subscribers < 1 || threads < 1) {
        fprintf(stderr, "at least 8 bytes, 1 message, 1 subscriber, 1 thread\n");
        return 2;
    }

    void *context = zmq_ctx_new();
    check(zmq_ctx_set(context, ZMQ_IO_THREADS, atoi(argv[6])), "zmq_ctx_set");
    publisher = zmq_socket(context, ZMQ_XPUB);
    if (publisher == NULL) {
        fail("zmq_socket");
    }
    set(publisher, ZMQ_XPUB_NODROP, 1);
    set(publisher, ZMQ_XPUB_VERBOSE, 1); /* to see every subscription */
    set(publisher, ZMQ_SNDTIMEO, WAIT_MS);
    set(publisher, ZMQ_RCVTIMEO, WAIT_MS);
    set(publisher, ZMQ_LINGER, 0);
    check(zmq_bind(publisher, "tcp://127.0.0.1:*"), "zmq_bind");
    char endpoint[64];
    size_t length = sizeof endpoint;
    check(zmq_getsockopt(publisher, ZMQ_LAST_ENDPOINT, endpoint, &length), "zmq_getsockopt");

    struct task *senders = calloc((size_t) threads, sizeof *senders);
    struct task *receivers = calloc((size_t) subscribers, sizeof *receivers);
    if (senders == NULL || receivers == NULL) {
        fail("calloc");
    }
    for (long i = 0; i < subscribers; i++) {
        receivers[i].socket = zmq_socket(context, ZMQ_SUB);
        if (receivers[i].socket == NULL) {
            fail("zmq_socket");
        }
        set(receivers[i].socket, ZMQ_RCVTIMEO, WAIT_MS);
        check(zmq_setsockopt(receivers[i].socket, ZMQ_SUBSCRIBE, "", 0), "zmq_setsockopt");
        check(zmq_connect(receivers[i].socket, endpoint), "zmq_connect");
    }
    for (long i = 0; i < subscribers; i++) {
        char subscription[1];
        if (zmq_recv(publisher, subscription, sizeof subscription, 0) < 0) {
            fail("no subscription");
        }
    }

    burst(senders, receivers, subscribers, warm_up);
    printf("%.9f\n", burst(senders, receivers, subscribers, messages));

    for (long i = 0; i < subscribers; i++) {
        zmq_close(receivers[i].socket);
    }
    zmq_close(publisher);
    zmq_ctx_term(context);
    free(senders);
    free(receivers);
    return 0;
}
