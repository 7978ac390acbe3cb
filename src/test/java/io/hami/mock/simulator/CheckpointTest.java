package io.hami.mock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.v1beta1.ContainerAllocateResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
  @TempDir Path directory;

  private static final Allocation HELD =
      new Allocation(
          "uid-1",
          "a.com/gpu",
          List.of("a", "\"q\""),
          ContainerAllocateResponse.newBuilder().putEnvs("KEY", "value").build());

  @ParameterizedTest
  @EnumSource
  void aWrittenCheckpointIsReadBack(Release release) throws Exception {
    Checkpoint checkpoint = new Checkpoint(directory, release);
    checkpoint.write(
        () ->
            new Checkpoint.Data(
                List.of(HELD), Map.of("a.com/gpu", IdSet.of(List.of("a")), "b.c/d", IdSet.EMPTY)));
    assertThat(checkpoint.read())
        .isEqualTo(new Checkpoint.Restored(List.of(HELD), Set.of("a.com/gpu", "b.c/d")));
  }

  @Test
  void theFileIsAccessibleToItsOwnerOnly() throws Exception {
    Checkpoint checkpoint = new Checkpoint(directory, Release.V1_36);
    checkpoint.write(() -> new Checkpoint.Data(List.of(), Map.of()));
    Path file = directory.resolve(Checkpoint.FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":{}},\"Checksum\":0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"Data\":null}", "{\"Data\":{\"RegisteredDevices\":3}}"})
  void anUnreadableFileIsEmpty(String content) throws Exception {
    Files.writeString(directory.resolve(Checkpoint.FILE), content);
    assertThat(new Checkpoint(directory, Release.V1_36).read())
        .isEqualTo(new Checkpoint.Restored(List.of(), Set.of()));
  }

  @Test
  void aMissingFileIsEmpty() {
    assertThat(new Checkpoint(directory, Release.V1_36).read())
        .isEqualTo(new Checkpoint.Restored(List.of(), Set.of()));
  }
}
