"""``nl-lexicon/1`` on sentences made up for it: each rule with what it lets through and what it stops."""

from __future__ import annotations

import pytest

from annotator.suggest.lexicon import suggest


def cues(sentence: str, label: str = "") -> list[str]:
    """The words of each cue, its pieces with … between; of one label, or of both."""
    return [
        " … ".join(fragment.text for fragment in one.fragments)
        for one in suggest(sentence, [(0, len(sentence))])
        if one.label.startswith(label)
    ]


UNCERTAIN = [
    # zou
    ("Kazachstan zou zijn grenzen hebben gesloten.", ["zou"]),
    ("Het leger waarschuwde dat er geschoten zou worden.", []),
    ("De dijk zou vannacht kunnen breken.", ["zou … kunnen"]),
    ("Zou u dat kunnen herhalen?", []),
    ("Er zou sprake zijn van fraude.", ["zou"]),
    ("Hij zei dat het om een jongen zou gaan.", []),
    ("De patiënt zou over een jaar weer gezond zijn.", []),
    # kan, moet
    ("De dader kan via het dak zijn ontkomen.", ["kan"]),
    ("Het dodental kan nog oplopen.", ["kan"]),
    ("Zij kan goed zingen.", []),
    ("Dat kan best eens lang duren.", []),
    ("Dat kan wel eens lang duren.", ["kan wel eens"]),
    ("De inbreker moet via het raam zijn binnengekomen.", ["moet"]),
    ("Het dak moet voor de winter zijn hersteld.", []),
    ("Hij moest gisteren al vertrekken.", []),
    ("Het moet een zacht geluid zijn.", []),
    # lijken, schijnen, blijken
    ("De rust lijkt teruggekeerd.", ["lijkt"]),
    ("De partijen lijken er samen uit te komen.", ["lijken"]),
    ("Nu lijkt het erop dat ze stopt.", ["lijkt … erop"]),
    ("Het lijkt er sterk op dat ze stopt.", ["lijkt er … op"]),
    ("Ze lijkt op haar zus.", []),
    ("Het plan lijkt wel op een poging tijd te winnen.", []),
    ("Er lagen lijken op straat.", []),
    ("Voor een leek is dat lastig.", []),
    ("Ze zeggen dat het dier op een hond lijkt.", []),
    ("Dat lijkt mij sterk.", ["lijkt mij"]),
    ("De man schijnt te zijn verhuisd.", ["schijnt"]),
    ("De zon schijnt volop.", []),
    ("De actie heet geslaagd te zijn.", ["heet"]),
    ("Zijn zoon heet Daan.", []),
    ("Blijkbaar is hij weg.", ["Blijkbaar"]),
    # mogelijk
    ("De man is mogelijk gewapend.", ["mogelijk"]),
    ("Het is mogelijk dat er meer daders zijn.", ["mogelijk"]),
    ("De straat gaat zo snel mogelijk open.", []),
    ("De brug maakt het mogelijk dat treinen sneller rijden.", []),
    ("Parkeren is hier niet mogelijk.", []),
    ("Nu is het mogelijk om te betalen.", []),
    ("De politie zoekt een mogelijke getuige.", ["mogelijke"]),
    ("Ze deden al het mogelijke en kregen alle mogelijke hulp.", []),
    # zeker and numbers
    ("Er vielen zeker twintig doden.", ["zeker"]),
    ("Dat weet ik zeker.", []),
    ("De uitslag is nog niet zeker.", ["niet zeker"]),
    ("Bijna 100 huizen staan leeg.", ["Bijna"]),
    ("We zijn bijna klaar.", []),
    ("Zo’n 300 mensen liepen mee.", ["Zo’n"]),
    ("Zo'n besluit neem je niet snel.", []),
    ("Rond drie uur was het stil.", ["Rond"]),
    ("Een boek rond twee figuren.", []),
    ("Het is een soort vakbond.", ["een soort"]),
    ("Het is een soort die bijna nergens leeft.", []),
    # not known
    ("Het is niet meteen duidelijk wie er schoot.", ["niet … duidelijk"]),
    ("Hij kon niet duidelijk maken wat hij bedoelde.", []),
    ("De oorzaak is nog onbekend.", ["onbekend"]),
    ("Onbekend is hoe hij vluchtte.", ["Onbekend"]),
    ("Hij belde met een onbekend nummer.", []),
    ("Onbekende mannen liepen weg.", []),
    ("De man is niet bekend bij de politie.", []),
    ("Het OM maakt zijn naam niet bekend.", []),
    ("Of er geplunderd werd, weten we niet.", ["weten … niet"]),
    ("Ze weten niet te winnen.", []),
    ("Hij zegt het niet te weten.", ["niet te weten"]),
    ("Of dat lukt, is de vraag.", ["de vraag"]),
    ("De vraag naar woningen stijgt.", []),
    ("De vraag is groot.", []),
    ("Er is geen twijfel over zijn schuld.", []),
    ("Er is twijfel over de cijfers.", ["twijfel"]),
    ("Dat kon niet onafhankelijk worden bevestigd.", ["niet … bevestigd"]),
    ("De minister wil het niet bevestigen.", []),
    # signs, beliefs, conditions
    ("Er zijn aanwijzingen dat hij hulp had.", ["aanwijzingen"]),
    ("Daar is geen enkele aanwijzing voor.", []),
    ("Hij volgde de aanwijzingen van de agent.", []),
    ("Alles wijst erop dat het opzet was.", ["wijst erop"]),
    ("De arts wijst erop dat rust helpt.", []),
    ("Volgens mij is hij thuis.", ["Volgens mij"]),
    ("Hij is, denk ik, ziek.", ["denk ik"]),
    ("Voorlopig denk ik nog niet aan stoppen.", []),
    ("De politie denkt dat hij alleen was.", ["denkt"]),
    ("De politie denkt aan brandstichting.", []),
    ("Het KNMI verwacht onweer.", ["verwacht"]),
    ("De prinses verwacht een kind.", []),
    ("Niemand had dat verwacht.", []),
    ("Gevreesd wordt dat er meer doden zijn.", ["Gevreesd wordt"]),
    ("De wet is aangenomen.", []),
    ("De politie onderzoekt of het opzet was.", ["onderzoekt"]),
    ("Ze onderzoekt insecten.", []),
    ("Als hij wint, dan zou dat een wonder zijn.", ["Als"]),
    ("Hij werkt als kok.", []),
    ("Mocht het misgaan, dan treedt zij af.", ["Mocht"]),
    ("Hij had pech, mocht hij niet naar binnen.", []),
    ("Wie weet waar hij is?", []),
    ("Wie weet stopt hij morgen.", ["Wie weet"]),
    ("De man wordt verdacht van moord.", ["verdacht"]),
]


@pytest.mark.parametrize(("sentence", "wanted"), UNCERTAIN)
def test_uncertainty(sentence: str, wanted: list[str]) -> None:
    assert cues(sentence, "uncertainty") == wanted


ATTRIBUTED = [
    # what is said is there: a clause, a quotation, what stands in front
    ("De minister zei gisteren dat ze opstapt.", ["zei"]),
    ("De minister zei niets.", []),
    ("Over doden is niets gezegd.", []),
    ("Ze beweert niets te weten.", ["beweert"]),
    ("Hij verklaart dat zij niets wist.", ["verklaart"]),
    ("“Onzin”, zegt de wethouder.", ["zegt"]),
    ("'Ik heb niets gemerkt', zegt een buurman.", ["zegt"]),
    ("Het gaat goed, meldt het persbureau.", ["meldt"]),
    ("Omdat het regent, meldt de coach af.", []),
    ("Dat meldt TASS.", ["meldt"]),
    ("Dat heeft de politie bekendgemaakt.", ["bekendgemaakt"]),
    ("De politie heeft dat maandag gemeld.", ["gemeld"]),
    ("Zoals de trainer zei, is het zwaar.", ["zei"]),
    ("Hij meldde zich bij de balie.", []),
    ("Dat zegt veel over de club.", []),
    ("Dat wil niet zeggen dat het klaar is.", []),
    ("Er werd gezegd dat het klaar was.", []),
    ("Ze schreef het boek dat iedereen las.", []),
    ("De politie bevestigt de arrestatie.", []),
    ("De topman ontkent dat hij loog.", ["ontkent"]),
    ("Dat is niet bevestigd.", []),
    ("Hij waarschuwde voor gladheid.", []),
    ("Hij waarschuwde dat het glad zou worden.", ["waarschuwde"]),
    # particles
    ("Het leger riep met luidsprekers op het plein te verlaten.", ["riep … op"]),
    ("De oproep om binnen te blijven hielp.", []),
    ("De president heeft om hulp gevraagd.", []),
    ("De premier roept op tot kalmte.", []),
    ("Hij liet in een brief weten te stoppen.", ["liet … weten"]),
    ("Hij stelt de ramp voor als een wonder.", ["stelt … voor"]),
    ("De commissie stelt vast dat het misging.", ["stelt vast"]),
    ("Ze stelde een vraag.", []),
    ("De gemeente geeft aan dat het geld op is.", ["geeft aan"]),
    ("Hij geeft het stokje door.", []),
    # calling, asking, knowing, finding
    ("Hij noemt het besluit een schande.", ["noemt"]),
    ("Ze noemt de aanslag verschrikkelijk.", ["noemt"]),
    ("Ze noemde drie namen.", []),
    ("De raad vraagt of het sneller kan.", ["vraagt"]),
    ("De raad vraagt geld.", []),
    ("We weten in ieder geval dat het plein leeg is.", ["weten"]),
    ("Wat er gebeurde, weten we niet.", []),
    ("Ze wisten te ontkomen.", []),
    ("De minister vindt dat het beter moet.", ["vindt"]),
    ("In mei vond de finale plaats.", []),
    ("“Mooi weer”, grapt de boer.", ["grapt"]),
    ("Hij besluit te gaan.", []),
    # receiving, appearing, documents
    ("TASS hoorde eerder van de politie dat er doden zijn.", ["hoorde … van"]),
    ("Toen ze hoorden van het ongeluk, gingen ze.", []),
    ("Uit onderzoek blijkt dat vogels slimmer zijn.", ["Uit … blijkt"]),
    ("Dat blijkt uit de cijfers.", ["blijkt uit"]),
    ("Het bleek een grap.", []),
    ("Daar staat dat mannen het ziekenhuis omsingelden.", ["staat"]),
    ("Daar staat tegenover dat de huur daalt.", []),
    ("Vast staat dat hij er was.", []),
    ("Het advies luidt binnen te blijven.", ["luidt"]),
    ("Dat luidde een spannende finale in.", []),
    # prepositions
    ("Volgens ooggetuigen viel hij.", ["Volgens"]),
    ("Volgens mij viel hij.", []),
    ("Alles verloopt volgens plan.", []),
    ("Volgens de regels mag het niet.", []),
    ("Volgens de nieuwe planning is het in mei klaar.", []),
    ("Het is klaar, aldus de burgemeester.", ["aldus"]),
    ("Aldus geschiedde.", []),
    ("Hij was naar eigen zeggen thuis.", ["naar eigen zeggen"]),
    # nouns and marks
    ("De bewering dat het veilig is, klopt niet.", ["bewering"]),
    ("Het bericht kwam laat.", []),
    ("De woordvoerder liep weg.", []),
    ("De minister: “Dit kan niet.”", [":"]),
    ("De minister zegt: “Dit kan niet.”", ["zegt"]),
    ("Foto: 'De brug'", []),
    ("Er zijn drie soorten: rood, wit en blauw.", []),
]


@pytest.mark.parametrize(("sentence", "wanted"), ATTRIBUTED)
def test_attribution(sentence: str, wanted: list[str]) -> None:
    assert cues(sentence, "attribution") == wanted


def test_a_verb_of_belief_with_a_source_is_both() -> None:
    found = suggest("De politie denkt dat het opzet was.", [(0, 35)])
    assert [(one.label, [a.value for a in one.attributes]) for one in found] == [
        ("attribution_cue", ["mental_verb", "neutral"]),
        ("uncertainty_cue", ["doxastic"]),
    ]


def test_the_longest_of_those_that_overlap_stays() -> None:
    assert cues("Het is niet uit te sluiten.", "uncertainty") == ["niet uit te sluiten"]
    assert cues("Dat is vrijwel zeker waar.", "uncertainty") == ["vrijwel zeker"]
    assert cues("De politie roept op te vertrekken.", "attribution") == ["roept op"]


def test_the_reason_names_the_cue_and_its_rules() -> None:
    (one,) = suggest("De zaak is mogelijk opgelost.", [(0, 29)])
    assert one.rule == "mogelijk:possibly"
    assert one.score == 0.9


def test_sentences_are_those_that_are_given() -> None:
    text = "Hij is niet\nduidelijk. Volgens hem wel."
    assert [f.text for one in suggest(text, [(0, 11), (12, 22)]) for f in one.fragments] == []
    assert [f.text for one in suggest(text, [(23, 39)]) for f in one.fragments] == ["Volgens"]
    assert suggest(text, []) == []
