"""The paper's content, from a study or a comparison."""
