package io.hami.mock.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models of which cards can be made up, as their vendors declare them. Figures, types and slots
 * are those of docs/profiles.md, which names the source of each.
 *
 * @param all of them, by vendor
 * @param modes the modes that a model's cards can have, by the model's name; none for cards without
 *     modes
 */
public record CardProfiles(List<CardProfile> all, Map<String, List<String>> modes) {
  public CardProfiles {
    all = List.copyOf(all);
    modes = Map.copyOf(modes);
  }

  /** The modes that cards of {@code profile} can have. */
  public List<String> modes(CardProfile profile) {
    return modes.getOrDefault(profile.name(), List.of());
  }

  /** The model with this name. */
  public Optional<CardProfile> named(String name) {
    return all.stream().filter(profile -> profile.name().equals(name)).findFirst();
  }

  /** The names of all models. */
  public List<String> names() {
    return all.stream().map(CardProfile::name).toList();
  }
}
