package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumaNodesTest {
  @TempDir private Path directory;

  /** The NUMA nodes in the list for cards on nodes -1 to 5 and on one that cannot exist. */
  private static List<Long> told(NumaNodes nodes) {
    List<CardUnits> cards =
        LongStream.of(-1, 0, 1, 2, 3, 4, 5, Long.MAX_VALUE)
            .mapToObj(node -> new CardUnits("card" + node, node, true, 1))
            .toList();
    return nodes
        .listing(
            ResourceName.parse("example.com/gpu"), new Advertisement(new Units(8, 8), cards, true))
        .runs()
        .stream()
        .map(Listing.Run::numa)
        .filter(node -> node >= 0)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0", "0-1 | 0 1", "0-1,3 | 0 1 3", "1,3-4 | 1 3 4", "0-127 | 0 1 2 3 4 5"})
  void onlyExistingNodesAreListed(String online, String told) throws IOException {
    Path file = Files.writeString(directory.resolve("online"), online + "\n");
    assertThat(told(NumaNodes.read(file)))
        .containsExactlyElementsOf(
            List.of(told.split(" ", -1)).stream().map(Long::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all", "3-1", "0-", "-1", "0,,1", "99999999999"})
  void aFileThatCannotBeReadFiltersNothing(String online) throws IOException {
    Path file = Files.writeString(directory.resolve("online"), online);
    assertThat(told(NumaNodes.read(file))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, Long.MAX_VALUE);
  }

  @Test
  void aFileThatIsNotThereFiltersNothing() {
    assertThat(told(NumaNodes.read(directory.resolve("none")))).hasSize(7);
  }
}
