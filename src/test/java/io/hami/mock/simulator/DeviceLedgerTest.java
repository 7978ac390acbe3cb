package io.hami.mock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Units;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class DeviceLedgerTest {
  private static final String GPU = "a.com/gpu";
  private static final long GRACE = Duration.ofMinutes(5).toNanos();

  private final DeviceLedger<String> ledger = new DeviceLedger<>(Duration.ofMinutes(5));

  private static DeviceList devices(int healthy, int unhealthy) {
    return new DeviceList(
        IdSet.of(IntStream.range(0, healthy).mapToObj(i -> "h" + i).toList()),
        IdSet.of(IntStream.range(0, unhealthy).mapToObj(i -> "u" + i).toList()));
  }

  @Test
  void aRegistrationAloneShowsNothing() {
    ledger.connect(GPU, "first");
    assertThat(ledger.status(0).known()).isEmpty();
    assertThat(ledger.endpoint(GPU)).contains("first");
  }

  @Property
  void capacityIsAllAndAllocatableTheHealthyOnes(
      @ForAll @IntRange(max = 50) int healthy, @ForAll @IntRange(max = 50) int unhealthy) {
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(healthy, unhealthy));
    assertThat(ledger.status(0).known())
        .containsEntry(GPU, new Units(healthy + unhealthy, healthy));
  }

  @Property
  void aStopKeepsCapacityAndTakesAllocatable(
      @ForAll @IntRange(max = 50) int healthy, @ForAll @IntRange(max = 50) int unhealthy) {
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(healthy, unhealthy));
    ledger.disconnect(GPU, 0);
    assertThat(ledger.status(GRACE).known()).containsEntry(GPU, new Units(healthy + unhealthy, 0));
    assertThat(ledger.stopped(GPU)).isTrue();
  }

  @Test
  void aMessageReplacesTheWholeList() {
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(5, 5));
    ledger.apply(GPU, DeviceList.EMPTY);
    assertThat(ledger.status(0).known()).containsEntry(GPU, Units.NONE);
  }

  @Test
  void afterTheGracePeriodTheResourceIsDroppedOnce() {
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(2, 0));
    ledger.disconnect(GPU, 7);
    assertThat(ledger.status(7 + GRACE).dropped()).isEmpty();
    assertThat(ledger.status(8 + GRACE))
        .returns(Set.of(GPU), DeviceLedger.Status::dropped)
        .extracting(DeviceLedger.Status::known)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .isEmpty();
    assertThat(ledger.status(9 + GRACE).dropped()).isEmpty();
    assertThat(ledger.devices(GPU)).isEmpty();
  }

  @Test
  void aNewEndpointStopsTheClockAndLeavesTheDevicesUnhealthy() {
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(2, 0));
    ledger.disconnect(GPU, 0);
    ledger.connect(GPU, "second");
    assertThat(ledger.status(10 * GRACE).known()).containsEntry(GPU, new Units(2, 0));
  }

  @Test
  void anEndpointThatIsNoLongerCurrentCannotStopTheResource() {
    ledger.connect(GPU, "first");
    ledger.connect(GPU, "second");
    ledger.apply(GPU, devices(2, 0));
    ledger.disconnect(GPU, "first", 0);
    assertThat(ledger.status(0).known()).containsEntry(GPU, new Units(2, 2));
    ledger.disconnect(GPU, "second", 0);
    assertThat(ledger.status(0).known()).containsEntry(GPU, new Units(2, 0));
  }

  @Test
  void aMessageOfALeftOverStreamAfterTheDropIsDroppedToo() {
    ledger.apply(GPU, devices(2, 0));
    assertThat(ledger.status(0).dropped()).containsExactly(GPU);
  }

  @Test
  void restoredResourcesAreZeroAndHaveAGracePeriodOfTheirOwn() {
    ledger.restore(List.of(GPU), 100);
    assertThat(ledger.status(100 + GRACE).known()).containsEntry(GPU, Units.NONE);
    assertThat(ledger.endpoint(GPU)).isEmpty();
    assertThat(ledger.status(101 + GRACE).dropped()).containsExactly(GPU);
  }

  @Test
  void theNodeKeepsWhatNobodyWrites() {
    NodeStatus node = new NodeStatus();
    ledger.connect(GPU, "first");
    ledger.apply(GPU, devices(2, 3));
    node.write(ledger.status(0));
    assertThat(node.resources()).containsEntry(GPU, new Units(5, 2));
    // A new kubelet that does not know the resource finds it on the Node.
    node.write(new DeviceLedger<String>(Duration.ZERO).status(0));
    assertThat(node.resources()).containsEntry(GPU, new Units(5, 5));
    ledger.disconnect(GPU, 0);
    node.write(ledger.status(GRACE + 1));
    node.write(ledger.status(GRACE + 2));
    assertThat(node.resources()).containsEntry(GPU, Units.NONE);
  }
}
