package io.hami.mock.inventory;

import java.util.List;
import java.util.Optional;

/**
 * The models of which cards can be made up, as their vendors declare them. Figures, types and slots
 * are those of docs/profiles.md, which names the source of each.
 *
 * @param all of them, by vendor
 */
public record CardProfiles(List<CardProfile> all) {
  public CardProfiles {
    all = List.copyOf(all);
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
