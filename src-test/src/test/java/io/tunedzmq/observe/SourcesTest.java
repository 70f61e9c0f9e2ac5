package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.window.ContextSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the system shows as files, and what is made of it when it shows nothing. */
@Timeout(10)
class SourcesTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadTheQuotaOfVersionTwo() throws Exception {
        write("cgroup", "0::/pod/app\n");
        write("fs/pod/app/cpu.max", "150000 100000\n");
        write("fs/pod/app/cpu.stat", "usage_usec 5\nnr_throttled 3\nthrottled_usec 2500\n");
        Cgroup cgroup = new Cgroup(folder.resolve("fs"), folder.resolve("cgroup"));

        assertThat(cgroup.quota()).isEqualTo(OptionalDouble.of(1.5));
        assertThat(cgroup.throttledNs()).isEqualTo(OptionalLong.of(2_500_000));
    }

    @Test
    void shouldReadTheQuotaOfVersionOne() throws Exception {
        write("cgroup", "5:cpu,cpuacct:/docker/1234\n0::/\n");
        write("fs/cpu,cpuacct/cpu.cfs_quota_us", "50000\n"); // Mounted as the root, as in a container.
        write("fs/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        write("fs/cpu,cpuacct/cpu.stat", "nr_periods 9\nnr_throttled 3\nthrottled_time 7000\n");
        Cgroup cgroup = new Cgroup(folder.resolve("fs"), folder.resolve("cgroup"));

        assertThat(cgroup.quota()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(cgroup.throttledNs()).isEqualTo(OptionalLong.of(7_000));
    }

    @Test
    void shouldKnowNoQuotaWhereThereIsNone() throws Exception {
        write("cgroup", "0::/\n");
        write("fs/cpu.max", "max 100000\n");

        assertThat(new Cgroup(folder.resolve("fs"), folder.resolve("cgroup")).quota())
                .isEmpty();
        assertThat(new Cgroup(folder.resolve("none"), folder.resolve("none")).throttledNs())
                .isEmpty();
    }

    @Test
    void shouldTakeTheSmallestQuotaAndTheSumOfStopsOfAllLevels() throws Exception {
        write("cgroup", "0::/pool.slice/vm/app.service\n");
        write("fs/pool.slice/cpu.max", "150000 100000\n");
        write("fs/pool.slice/cpu.stat", "usage_usec 5\nthrottled_usec 2500\n");
        write("fs/pool.slice/vm/cpu.max", "200000 100000\n");
        write("fs/pool.slice/vm/cpu.stat", "usage_usec 5\nthrottled_usec 40\n");
        write("fs/pool.slice/vm/app.service/cpu.stat", "usage_usec 5\n"); // Without the controller.
        write("fs/cpu.stat", "usage_usec 5\nthrottled_usec 1\n"); // A container's own group, mounted as the root.
        Cgroup cgroup = new Cgroup(folder.resolve("fs"), folder.resolve("cgroup"));

        assertThat(cgroup.quota()).isEqualTo(OptionalDouble.of(1.5));
        assertThat(cgroup.throttledNs()).isEqualTo(OptionalLong.of(2_541_000));
    }

    @Test
    void shouldReadAllLevelsOfVersionOneBesideVersionTwo() throws Exception {
        write("cgroup", "2:cpu:/lxc/box\n1:name=systemd:/other\n0::/user.slice\n");
        write("fs/unified/user.slice/cpu.stat", "usage_usec 5\n");
        write("fs/cpu/lxc/cpu.cfs_quota_us", "50000\n");
        write("fs/cpu/lxc/cpu.cfs_period_us", "100000\n");
        write("fs/cpu/lxc/cpu.stat", "nr_throttled 3\nthrottled_time 7000\n");
        write("fs/cpu/lxc/box/cpu.cfs_quota_us", "-1\n");
        write("fs/cpu/lxc/box/cpu.cfs_period_us", "100000\n");
        write("fs/cpu/lxc/box/cpu.stat", "nr_throttled 0\nthrottled_time 20\n");
        Cgroup cgroup = new Cgroup(folder.resolve("fs"), folder.resolve("cgroup"));

        assertThat(cgroup.quota()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(cgroup.throttledNs()).isEqualTo(OptionalLong.of(7_020));
    }

    @Test
    void shouldReadTheQuotaOfVersionTwoMountedBesideVersionOne() throws Exception {
        write("cgroup", "1:memory:/app\n0::/user.slice/app\n");
        write("fs/memory/app/memory.stat", "cache 0\n");
        write("fs/unified/user.slice/cpu.max", "50000 100000\n");
        write("fs/unified/user.slice/cpu.stat", "throttled_usec 3\n");
        write("fs/unified/user.slice/app/cpu.max", "max 100000\n");
        Cgroup cgroup = new Cgroup(folder.resolve("fs"), folder.resolve("cgroup"));

        assertThat(cgroup.quota()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(cgroup.throttledNs()).isEqualTo(OptionalLong.of(3_000));
    }

    @Test
    void shouldNotTakeAPartOfTheStopsForAllOfThem() throws Exception {
        write("cgroup", "0::/app\n");
        write("fs/app/cpu.stat", "throttled_usec 3\n");
        Files.createDirectories(folder.resolve("fs/cpu.stat")); // There, but cannot be read.

        assertThat(new Cgroup(folder.resolve("fs"), folder.resolve("cgroup")).throttledNs())
                .isEmpty();
    }

    @Test
    void shouldReadTheCountersOfTheNetwork() throws Exception {
        write("net/snmp", "Ip: A B\nIp: 1 2\nTcp: InSegs OutSegs RetransSegs\nTcp: 7 8 9\n");
        write("net/netstat", "TcpExt: SyncookiesSent ListenDrops\nTcpExt: 0 4\n");
        write(
                "net/dev",
                "Inter-|   Receive  |  Transmit\n face |bytes ...\n  eth0: 100 10 1 5 0 0 0 0 200 20 2 3 0 0 0 0\n");
        write("class/eth0/speed", "1000\n");
        Files.createDirectories(folder.resolve("class/eth0/device"));
        ContextSnapshot.Host host = new ThisHost(folder.resolve("net"), folder.resolve("class"), folder).observe();

        assertThat(host)
                .isEqualTo(new ContextSnapshot.Host(
                        OptionalLong.of(8),
                        OptionalLong.of(9),
                        OptionalLong.of(4),
                        List.of(new ContextSnapshot.Interface("eth0", 100, 200, 30, 6, OptionalLong.of(1_000_000_000))),
                        Optional.empty()));
    }

    /** As in a container that may use three of five. */
    @Test
    void shouldAddUpTheCpusThatThisProcessMayUse() throws Exception {
        write("self/status", "Name:\tjava\nCpus_allowed_list:\t0-1,4\n");
        write("stat", """
                cpu  9 9 9 9 9 9 9 9 9 9
                cpu0 1 1 1 500 7 1 1 2 1 0
                cpu1 10 0 0 500 7 0 0 0 0 0
                cpu2 1000 0 0 0 0 0 0 0 0 0
                cpu3 1000 0 0 0 0 0 0 0 0 0
                cpu4 0 0 0 0 0 0 0 3 0 0
                intr 1 2 3
                """);

        assertThat(new CpuTimes(folder).observe()).contains(new ContextSnapshot.Cpus(3, 200_000_000, 50_000_000));
    }

    @Test
    void shouldKnowNoCpusWhereTheListIsMissing() throws Exception {
        write("stat", "cpu0 1 1 1 500 7 1 1 2 1 0\n");

        assertThat(new CpuTimes(folder).observe()).isEmpty();
    }

    @Test
    void shouldNotBelieveTheSpeedOfAVirtualInterface() throws Exception {
        write("net/dev", "  tun0: 100 10 1 5 0 0 0 0 200 20 2 3 0 0 0 0\n");
        write("class/tun0/speed", "10\n");

        assertThat(new ThisHost(folder.resolve("net"), folder.resolve("class"), folder)
                        .observe()
                        .interfaces())
                .containsExactly(new ContextSnapshot.Interface("tun0", 100, 200, 30, 6, OptionalLong.empty()));
    }

    @Test
    void shouldKnowNothingOfTheNetworkWhereTheSystemDoesNotTell() {
        Path none = folder.resolve("none");

        assertThat(new ThisHost(none, none, none).observe())
                .isEqualTo(new ContextSnapshot.Host(
                        OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of(), Optional.empty()));
        assertThat(TcpQueues.read(none)).isEmpty();
    }

    @Test
    void shouldFindBytesThatWaitByThePortOfThisEnd() throws Exception {
        write("net/tcp", """
                sl local_address rem_address st tx_queue:rx_queue
                 0: 0100007F:15B3 0100007F:9C40 01 00000010:00000000 00:00000000 00000000 0 0
                 1: 0100007F:9C41 0100007F:15B4 01 00000000:00000020 00:00000000 00000000 0 0
                 2: 0100007F:15B5 00000000:0000 0A 00000000:00000005 00:00000000 00000000 0 0
                """);
        TcpQueues queues = TcpQueues.read(folder.resolve("net")).orElseThrow();

        assertThat(queues.unsent(Set.of(0x15B3))).isTrue();
        assertThat(queues.unsent(Set.of(0x15B4))).isFalse();
        assertThat(queues.unread(Set.of(0x9C41))).isTrue();
        assertThat(queues.unread(Set.of(0x15B4)))
                .as("the publisher's port, of whatever subscriber")
                .isFalse();
        assertThat(queues.unread(Set.of(0x15B5))).as("a listener").isFalse();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
