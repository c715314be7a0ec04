"""Sentences about types of cells, as in the glossary of the documentation."""

DESCRIPTIONS = {
    "neutrophil": "The most frequent type, with a nucleus of two to five lobes, or a band-shaped "
    "nucleus in young cells. Forty to sixty in a hundred white cells.",
    "eosinophil": "A granulocyte with a nucleus of two lobes and granules that eosin stains "
    "orange. One to four in a hundred white cells.",
    "basophil": "The rarest granulocyte, about one in a hundred or two hundred white cells. Coarse "
    "dark granules cover the nucleus.",
    "lymphocyte": "A small cell that consists almost entirely of a round dark nucleus. Twenty to "
    "forty in a hundred white cells.",
    "monocyte": "The largest type, with a bent or folded nucleus in grey-blue cytoplasm. Two to "
    "eight in a hundred white cells.",
}
