package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.hami.mock.port.BoundPod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodReaderTest {
  private static final String POD =
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ns","labels":{"name":"x"},
       "uid":"u","resourceVersion":"7","ownerReferences":[{"name":"y","uid":"z"}],"generation":1,
       "annotations":{"a":"b","empty":""},"managedFields":[{"f:spec":{"f:nodeName":"z"}}]},
       "spec":{"containers":[{"name":"c","image":"i","nodeName":"no"}],"nodeName":"node1",
        "affinity":{"nodeName":"no"},"priority":0,"schedulerName":"hami-scheduler"},
       "status":{"conditions":[{"phase":"no"}],"phase":"Pending","futureField":{"phase":{}}},
       "future":[null,{"metadata":{"name":"no"}}]}\
      """;
  private static final BoundPod READ =
      new BoundPod("ns", "p", "u", "7", "node1", "Pending", false, Map.of("a", "b", "empty", ""));

  private static List<BoundPod> read(String text) throws IOException {
    try (JsonParser json =
        ObjectReader.parser(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      return PodReader.read(json);
    }
  }

  @Test
  void readsTheNeededFieldsOfAPod() throws IOException {
    assertThat(read(POD)).containsExactly(READ);
  }

  @Test
  void aPodWithADeletionTimestampIsBeingDeleted() throws IOException {
    assertThat(
            read("{\"metadata\":{\"name\":\"p\",\"deletionTimestamp\":\"2026-10-01T10:00:00Z\"}}"))
        .containsExactly(new BoundPod("", "p", "", "", "", "", true, Map.of()));
  }

  @Test
  void readsAllOfAList() throws IOException {
    assertThat(read("{\"items\":[" + POD + ",{\"metadata\":{\"name\":\"q\"}}],\"metadata\":{}}"))
        .containsExactly(READ, new BoundPod("", "q", "", "", "", "", false, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":null}",
        "{\"metadata\":null,\"spec\":null,\"status\":\"Failure\",\"items\":[]}"
      })
  void anObjectWithoutPodsReadsAsNone(String text) throws IOException {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void nullFieldsAreEmpty() throws IOException {
    assertThat(
            read(
                "{\"metadata\":{\"name\":\"p\",\"annotations\":null},\"spec\":{\"nodeName\":null},"
                    + "\"status\":{}}"))
        .containsExactly(new BoundPod("", "p", "", "", "", "", false, Map.of()));
  }
}
