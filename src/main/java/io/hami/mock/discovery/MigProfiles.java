package io.hami.mock.discovery;

import io.hami.mock.annotation.MigProfile;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The MIG instances that NVIDIA's cards can be divided into (docs/vendors.md 2.1). HAMi's plugin
 * takes the profiles from the first entry of {@code migProfileAllowlist} with the card's model, and
 * their figures from the driver. Without a driver the figures follow from the names: a card has 7
 * slices of compute and 8 of memory, or 4 of both.
 *
 * <p>Choice: a card whose model no entry has, such as an H100 by its driver's name, has the
 * profiles of its memory. HAMi's plugin leaves such a card out.
 *
 * @param allowed the entries, in their order
 */
record MigProfiles(List<Allowed> allowed) {
  /** No allowlist: each card has the profiles of its memory. */
  static final MigProfiles OF_MEMORY = new MigProfiles(List.of());

  /** The profiles that cards may have whose type contains one of {@code models}. */
  record Allowed(List<String> models, List<String> profiles) {
    Allowed {
      models = List.copyOf(models);
      profiles = List.copyOf(profiles);
    }

    boolean isFor(String type) {
      return models.stream().anyMatch(type::contains);
    }
  }

  private static final Pattern CAPABLE =
      Pattern.compile(".*(A30|[AH][18]00|H20|GH200|G?B[23]00|RTX PRO [56]000).*");
  private static final Pattern FOUR_SLICES = Pattern.compile(".*(A30|RTX PRO [56]000).*");
  private static final Pattern NAME = Pattern.compile("([1-7])g\\.([0-9]{1,6})gb");
  private static final int MEBIBYTES_A_GIGABYTE = 1024;

  MigProfiles {
    allowed = List.copyOf(allowed);
  }

  /** Whether cards of this type can be divided at all. */
  static boolean canDivide(String type) {
    return CAPABLE.matcher(type).matches();
  }

  /** The profiles of {@code card}; none where it is not in MIG mode. */
  List<MigProfile> of(Card card) {
    if (!card.mode().equals("mig")) {
      return List.of();
    }
    boolean four = FOUR_SLICES.matcher(card.type()).matches();
    return allowed.stream()
        .filter(entry -> entry.isFor(card.type()))
        .findFirst()
        .map(Allowed::profiles)
        .orElseGet(() -> ofMemory(card.memoryMiB(), four))
        .stream()
        .flatMap(name -> profile(name, card.memoryMiB(), four).stream())
        .toList();
  }

  /** The most instances that {@code card} can have at a time, which are its slots. */
  int instances(Card card) {
    return of(card).stream().mapToInt(profile -> profile.starts().size()).max().orElse(0);
  }

  /** Named by a part of the memory in GB, rounded: 1g.12gb, 2g.24gb, 3g.47gb, 7g.94gb. */
  private static List<String> ofMemory(int mebibytes, boolean four) {
    int gigabytes = Math.ceilDiv(mebibytes, MEBIBYTES_A_GIGABYTE);
    return (four ? IntStream.of(1, 2, 4) : IntStream.of(1, 2, 3, 7))
        .mapToObj(
            slices -> {
              int parts = four ? 4 : 8;
              long memory = Math.round((double) gigabytes * size(slices, four) / parts);
              return slices + "g." + memory + "gb";
            })
        .toList();
  }

  private static Optional<MigProfile> profile(String text, int mebibytes, boolean four) {
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      return Optional.empty();
    }
    int slices = Integer.parseInt(name.group(1));
    int all = four ? 4 : 7;
    int size = size(slices, four);
    long memory = Long.parseLong(name.group(2)) * MEBIBYTES_A_GIGABYTE;
    return Optional.of(
        new MigProfile(
            text,
            (int) Math.min(memory, mebibytes),
            Math.min(100, Math.ceilDiv(slices * 100, all)),
            slices,
            IntStream.iterate(0, start -> start + slices <= all, start -> start + size)
                .boxed()
                .toList(),
            size));
  }

  /** How many slices of memory go with that many of compute. */
  private static int size(int slices, boolean four) {
    return four || slices < 3 ? slices : slices == 3 || slices == 4 ? 4 : 8;
  }
}
