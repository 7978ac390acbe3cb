package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.DeviceIds.Whose;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdsTest {
  private static DeviceIds of(Stream<String> ids) {
    DeviceIds.Tally tally = new DeviceIds.Tally();
    ids.forEach(tally::add);
    return tally.done();
  }

  private static DeviceIds of(String... ids) {
    return of(Stream.of(ids));
  }

  @Test
  void anEmptyListIsNobodys() {
    assertThat(of()).isEqualTo(DeviceIds.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 64, 65, 4160, 5000, 262_144})
  void theIdsOfThisPluginAreOurs(int units) {
    assertThat(of(IntStream.range(0, units).mapToObj(UnitId::of)).whose()).isEqualTo(Whose.OURS);
  }

  /** The units of an unhealthy card are missing from the checkpoint, anywhere in the list. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySubsetOfOursIsOurs(long seed) {
    Random random = new Random(seed);
    int units = 2 + random.nextInt(2_000);
    int[] some = IntStream.range(0, units).filter(_ -> random.nextInt(3) == 0).toArray();
    int[] withALetter = IntStream.concat(IntStream.of(some), IntStream.of(units + 64)).toArray();
    assertThat(of(IntStream.of(withALetter).mapToObj(UnitId::of)).whose()).isEqualTo(Whose.OURS);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 10, 16})
  void theUnitsOfAnyOneCardOfEightAreOurs(int slots) {
    for (int card = 0; card < 8; card++) {
      DeviceIds one = of(IntStream.range(card * slots, (card + 1) * slots).mapToObj(UnitId::of));
      assertThat(one.whose()).as("card %d", card).isEqualTo(Whose.OURS);
    }
  }

  @Test
  void theIdsOfTheGoPluginAreOurs() {
    assertThat(of("mock-devices-id-0", "mock-devices-id-24563").whose()).isEqualTo(Whose.OURS);
  }

  @Test
  void oneForeignIdMakesTheListAnothers() {
    assertThat(of("A", "B", "GPU-7a1f")).isEqualTo(new DeviceIds(Whose.OTHERS, "GPU-7a1f"));
    assertThat(of("A", "")).isEqualTo(new DeviceIds(Whose.OTHERS, ""));
  }

  @Test
  void plainNumbersAreNotOurs() {
    assertThat(of("0", "1", "2", "3")).isEqualTo(new DeviceIds(Whose.NUMBERED, "0"));
    assertThat(of("0", "1", "1000").whose()).isEqualTo(Whose.OTHERS);
  }
}
