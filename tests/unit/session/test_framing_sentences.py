"""Obvious links in Dutch sentences written for it: what is found, what is left alone, and what is known to be missed."""

from __future__ import annotations

import pytest

from tests.framed import links

FOUND = [
    ("{s1:De politie} {a1:zegt} dat {c1:de dader op de vlucht is}.", "a1-s1 c1-s1"),
    ("{a1:Volgens} {s1:de burgemeester} {c1:is het park gesloten}.", "a1-s1 c1-s1"),
    ("{c1:Het plein is leeg}, {a1:meldt} {s1:de politie}.", "a1-s1 c1-s1"),
    ("{c1:De dader is} {a1:volgens} {s1:de politie} {c1:naar België gevlucht}.", "a1-s1 c1-s1"),
    ("Gisteren {a1:zei} {s1:minister De Jong} dat {c1:de maatregel blijft}.", "a1-s1 c1-s1"),
    (
        "{s1:De wethouder} {a1:zegt} dat {c1:het zwembad dichtgaat} en dat {c2:de sporthal openblijft}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    (
        "{s1:Het ministerie} {a1:zegt} dat {c1:er 18 agenten zijn omgekomen}, {a2:meldt} {s2:Interfax}.",
        "a1-s1 a2-s2 c1-s1 s1-s2",
    ),
    ("{s1:TASS} {a1:hoorde van} {s2:het ministerie} dat {c1:er 2000 mensen zijn opgepakt}.", "a1-s1 a1-s2 c1-s2 s2-s1"),
    ("Gisteren {a1:hoorde} {s1:Interfax} {a1:van} {s2:de politie} dat {c1:er doden zijn}.", "a1-s1 a1-s2 c1-s2 s2-s1"),
    ("{s1:De minister} {a1:zei} in {s2:Nieuwsuur} dat {c1:de maatregel blijft}.", "a1-s1 c1-s1 s1-s2"),
    ('{q1:"{c1:Dit kan zo niet langer}"}, {a1:zei} {s1:de voorzitter} tegen {s2:de NOS}.', "a1-s1 c1-s1 s1-s2"),
    ("{s1:De politie}, {c1:die het huis doorzocht}, {a1:zegt} dat {c2:er niemand was}.", "a1-s1 c2-s1"),
    ("{s1:De politie} {a1:zegt} dat {c1:er een man is opgepakt}, {c2:die al eerder vastzat}.", "a1-s1 c1-s1"),
    ("{c1:Er vielen doden}, maar {a1:volgens} {s1:het leger} {c2:ging het om strijders}.", "a1-s1 c2-s1"),
    ("{s1:Kiev} {a1:meldt} dat {c1:het dorp is heroverd}, terwijl {c2:er nog gevochten wordt}.", "a1-s1 c1-s1"),
    (
        "{s1:Kiev} {a1:zegt} dat {c1:het dorp is heroverd}, maar {a2:volgens} {s2:Moskou} {c2:wordt er nog gevochten}.",
        "a1-s1 a2-s2 c1-s1 c2-s2",
    ),
    ("{a1:Volgens} {s1:TASS} {a2:zegt} {s2:de minister} dat {c1:de grens dicht is}.", "a1-s1 a2-s2 c1-s2 s2-s1"),
    ("{s1:TASS} {a1:meldt} dat {s2:de minister} {a2:zegt} dat {c1:de grens dicht is}.", "a1-s1 a2-s2 c1-s2 s2-s1"),
    (
        "{s1:De commissie} {a1:concludeert} dat {c1:de regels zijn overtreden} en {a2:waarschuwt} dat {c2:het weer kan gebeuren}.",
        "a1-s1 a2-s1 c1-s1 c2-s1",
    ),
    ('{q1:"{c1:We hebben niets verkeerd gedaan}"}, {a1:aldus} {s1:de woordvoerder}.', "a1-s1 c1-s1"),
    ('{s1:De minister}{a1::} {q1:"{c1:Dit kan zo niet langer}."}', "a1-s1 c1-s1"),
    ('{q1:"{c1:Het is een ramp}"}, {a1:zegt} {s1:de eigenaar}, {q2:"{c2:we zijn alles kwijt}."}', "a1-s1 c1-s1 c2-s1"),
    ("Het {u1:lijkt erop} dat {c1:de premier opstapt}.", "u1-c1"),
    ("Het is {u1:niet duidelijk} of {c1:hij nog leeft}.", "u1-c1"),
    ("Of {c1:hij nog leeft}, is {u1:onduidelijk}.", "u1-c1"),
    ("{c1:{u1:Vermoedelijk} is de brand aangestoken}.", "u1-c1"),
    ("{c1:Er {u1:zou} geschoten zijn} en {c2:er {u2:zouden} doden zijn}.", "u1-c1 u2-c2"),
    ("{s1:De politie} {a1:vermoedt} dat {c1:hij {u1:mogelijk} gewapend is}.", "a1-s1 c1-s1 u1-c1"),
    (
        "{s1:De politie} {a1:sluit niet uit} dat {c1:er meer slachtoffers zijn}, {a2:zegt} {s2:een woordvoerder}.",
        "a1-s1 a2-s2 c1-s1 s1-s2",
    ),
    ("Wat er is gebeurd, is {u1:niet duidelijk}, {a1:zegt} {s1:de politie}.", "a1-s1"),
    ("{c1:Die {u1:zogenoemde} vredesmacht bestaat uit Russen}.", ""),
    ("{c1:De verdachte heeft bekend}, zo {a1:heeft} {s1:het OM} {a1:gemeld}.", "a1-s1 c1-s1"),
    ("{c1:Het bedrijf gaat dicht}, {a1:laat} {s1:de directie} {a1:weten}.", "a1-s1 c1-s1"),
    (
        "{a1:Volgens} {s1:de brandweer} {c1:is het vuur onder controle} en {c2:zijn er geen gewonden}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    ("{a1:Uit} {s1:onderzoek van het CBS} {a1:blijkt} dat {c1:de huren stijgen}.", "a1-s1 c1-s1"),
    ("{s1:Rusland} {a1:ontkent} dat {c1:het dorp is ingenomen}.", "a1-s1 c1-s1"),
    (
        "{s1:Ooggetuigen} {a1:spreken} van doden, {s2:de politie} {a2:zegt} dat {c1:er niemand is geraakt}.",
        "a1-s1 a2-s2 c1-s2",
    ),
    (
        "{s1:De vakbond} {a1:zegt} dat {c1:de acties doorgaan}, {s2:de werkgevers} {a2:denken} dat {c2:er een akkoord komt}.",
        "a1-s1 a2-s2 c1-s1 c2-s2",
    ),
    ("{c1:De grens is dicht}, hoewel {a1:volgens} {s1:het leger} {c2:het verkeer doorgaat}.", "a1-s1 c2-s1"),
    ('{s1:Premier Rutte} {a1:noemt} {c1:de aanval} "{c1:een daad van terreur}".', "a1-s1 c1-s1"),
    ("Het is {u1:mogelijk} dat {c1:er meer slachtoffers zijn}, {a1:aldus} {s1:de politie}.", "a1-s1 c1-s1 u1-c1"),
    (
        "{s1:Hij} {a1:denkt} dat {c1:het {u1:waarschijnlijk} nog weken duurt}, {a2:zei} {s2:zijn advocaat} in {s3:Trouw}.",
        "a1-s1 a2-s2 c1-s1 u1-c1 s1-s2 s2-s3",
    ),
    ("In {s1:Nieuwsuur} {a1:zei} {s2:de minister} dat {c1:er geld bij komt}.", "a1-s2 c1-s2 s2-s1"),
    ("In {s1:een rapport} {a1:staat} dat {c1:de dijken te laag zijn}.", "a1-s1 c1-s1"),
    ("{c1:Er zijn zeker tien doden} ({s1:ANP}).", "c1-s1"),
    ("{c1:De daders zijn gepakt}.", ""),
    ("{s1:De politie} {a1:riep} mensen {a1:op} binnen te blijven, omdat {c1:er nog een schutter rondloopt}.", "a1-s1"),
    (
        "{s1:Het RIVM} {a1:verwacht} dat {c1:het aantal besmettingen stijgt} en {c2:de druk op de zorg toeneemt}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    ("Dat {c1:er fouten zijn gemaakt}, {a1:erkent} {s1:de directie} ook.", "a1-s1 c1-s1"),
    ("{s1:De advocaat} van de man {a1:zegt} dat {c1:hij onschuldig is}.", "a1-s1 c1-s1"),
    ("{a1:Naar verluidt} {c1:is de man al maanden zoek}.", ""),
    ("{c1:Een van hen is er} {a1:volgens} {s1:de politie} {c1:ernstig aan toe}.", "a1-s1 c1-s1"),
    ("{c1:De klap was rond 03.15 uur}, {a1:meldt} {s1:de Veiligheidsregio Rotterdam-Rijnmond}.", "a1-s1 c1-s1"),
    (
        '{q1:"{c1:We houden rekening met alle scenario\'s, van een gaslek tot opzet}"}, {a1:zegt} {s1:een woordvoerder}.',
        "a1-s1 c1-s1",
    ),
    ("{c1:Haar man}, {c2:die in de VS. geboren is}, {c1:{u1:zou} eerst aan een aardbeving hebben gedacht}.", "u1-c1"),
    (
        '{a1:Volgens} {s1:bronnen rond het Binnenhof} {c1:was er in de ministerraad {q1:"stevig debat"} over de dekking}.',
        "a1-s1 c1-s1",
    ),
    (
        "Zo {c1:{u1:zou} D66 hebben aangedrongen op een hogere bijdrage}, terwijl {c2:de PVV juist niets wilde}.",
        "u1-c1",
    ),
    ('{s1:Premier Schoof} {a1:ontkent} dat: {q1:"{c1:Er was geen ruzie}."}', "a1-s1 c1-s1"),
    ("{s1:De Amerikaanse president} {a1:zei} eerder dat {c1:Europa meer moet doen}.", "a1-s1 c1-s1"),
    ("Dat {a1:zei} {s1:Kamerlid J.A. Brouwer} op 3 okt. jl. in een tv-debat.", "a1-s1"),
    (
        "{a1:Volgens} {s1:Brå}, het Zweedse instituut voor criminaliteitspreventie, {c1:werden er in 2018 1,55 miljoen misdrijven gemeld}.",
        "a1-s1 c1-s1",
    ),
    (
        '{s1:Prof. dr. Jerzy Sarnecki}, criminoloog in Stockholm, {a1:noemt} {c1:de claim} "{c1:onzin… complete onzin}".',
        "a1-s1 c1-s1",
    ),
    ("{s1:Natuurpunt} {a1:noemt} {c1:het akkoord ‘een gemiste kans’}.", "a1-s1 c1-s1"),
    ("{a1:Volgens} {s1:het akkoord} {c1:moeten 41 bedrijven tegen 2026 sluiten}.", "a1-s1 c1-s1"),
    ("{a1:Volgens} {s1:de NCTV} {c1:is de dreiging hoog}, {a2:schrijft} {s2:de NOS}.", "a1-s1 a2-s2 c1-s1 s1-s2"),
    (
        "{c1:Bij de aanval zijn zeker vier mensen omgekomen}, {a1:zeggen} {s1:lokale autoriteiten} tegen {s2:persbureau AFP}.",
        "a1-s1 c1-s1 s1-s2",
    ),
    (
        "{c1:De verdachte {u1:zou} het slachtoffer hebben gestoken}, {a1:blijkt uit} {s1:camerabeelden}.",
        "a1-s1 c1-s1 u1-c1",
    ),
    ("{s1:De politie} {a1:gaat} er {a1:vanuit} dat {c1:het om een misdrijf gaat}.", "a1-s1 c1-s1"),
    ("{s1:Een getuige} {a1:vertelde} aan {s2:Omroep Brabant} dat {c1:hij drie knallen hoorde}.", "a1-s1 c1-s1 s1-s2"),
    (
        "{c1:Er wordt rekening gehouden met meer slachtoffers}, {a1:aldus} {s1:de brandweer} op {s2:X}.",
        "a1-s1 c1-s1 s1-s2",
    ),
    (
        "{s1:Trump} {a1:schreef} op {s2:zijn platform Truth Social} dat {c1:Iran {u1:mogelijk} een deal wil}.",
        "a1-s1 c1-s1 u1-c1 s1-s2",
    ),
    ("Het is {u1:de vraag} of {c1:het plan doorgaat}, {a1:denkt} {s1:analist Jansen}.", "a1-s1 c1-s1 u1-c1"),
    ("{s1:Minister Faber} {a1:zegt} {u1:niet} te {u1:weten} of {c1:de cijfers kloppen}.", "a1-s1 c1-s1 u1-c1"),
    (
        "{a1:Volgens} {s1:haar} {c1:is er geen sprake van dwang} en {c2:deden de vrouwen vrijwillig mee}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    (
        "{s1:Israël} {a1:zegt} {c1:een commandocentrum van Hamas te hebben geraakt}; {s2:de Palestijnse autoriteiten} {a2:melden} dat {c2:er 20 doden zijn}.",
        "a1-s1 a2-s2 c1-s1 c2-s2",
    ),
    (
        "{c1:De aanslag is opgeëist door IS}, {a1:meldt} {s1:Site}, {c2:dat extremistische websites in de gaten houdt}.",
        "a1-s1 c1-s1",
    ),
    (
        "{s1:De NAVO} {a1:noemt} {c1:de oefening provocerend}, maar {a2:volgens} {s2:Minsk} {c2:is die puur defensief}.",
        "a1-s1 a2-s2 c1-s1 c2-s2",
    ),
    ('{s1:Verslaggever Smit} {a1:schrijft}: {q1:"{c1:Het is er chaos}."}', "a1-s1 c1-s1"),
    ("Op {s1:sociale media} {a1:gaan berichten rond} dat {c1:er een schutter is}.", "a1-s1 c1-s1"),
    (
        "{c1:{u1:Naar schatting} 5000 mensen deden mee}, {a1:aldus} {s1:de organisatie}; {s2:de politie} {a2:houdt het op} {c2:3000}.",
        "a1-s1 a2-s2 c1-s1 c2-s2 u1-c1",
    ),
    (
        "{s1:Het ministerie} {a1:bevestigt} {a2:berichten} van {s2:De Telegraaf} dat {c1:de top opstapt}.",
        "a1-s1 a2-s2 c1-s2",
    ),
    (
        "{s1:Buurtbewoners} {a1:zeggen} {c1:een harde knal te hebben gehoord}, maar {s2:de politie} {a2:kan} dat niet {a2:bevestigen}.",
        "a1-s1 a2-s2 c1-s1",
    ),
    ("{s1:Iran} {a1:dreigt} met vergelding, {a2:meldt} {s2:staatsmedium IRNA}.", "a1-s1 a2-s2"),
    (
        "{c1:De onderhandelingen zijn mislukt}, {a1:meldden} {s1:Amerikaanse media} eerder, maar {s2:het Witte Huis} {a2:spreekt} dat {a2:tegen}.",
        "a1-s1 a2-s2 c1-s1",
    ),
    (
        "{s1:De rechtbank} {a1:oordeelde} vorige week nog dat {c1:de staat te weinig doet}, maar {c2:het hof denkt daar anders over}.",
        "a1-s1 c1-s1",
    ),
    (
        "{c1:De verdachte werd aangehouden} nadat {s1:een buurman} {a1:had gemeld} dat {c2:er was ingebroken}.",
        "a1-s1 c2-s1",
    ),
    (
        "{c1:Het kabinet trekt een miljard uit}, {a1:melden} {s1:bronnen}, al {u1:is} nog {u1:niet zeker} of {c2:de Kamer instemt}.",
        "a1-s1 c1-s1 u1-c2",
    ),
    (
        "{s1:Zijn advocaat} {a1:zegt} dat {c1:hij niets wist}, maar {s2:het OM} {a2:gelooft} niet dat {c2:dat zo is}.",
        "a1-s1 a2-s2 c1-s1 c2-s2",
    ),
    (
        "{c1:De brand brak rond 4 uur uit} en {c2:is inmiddels onder controle}, {a1:zegt} {s1:de brandweer}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    ("{a1:Volgens} {s1:hem} is het {u1:niet uitgesloten} dat {c1:de Russen terugkeren}.", "a1-s1 c1-s1 u1-c1"),
    ("{s1:Hij} {a1:zegt}, {a2:aldus} {s2:De Tijd}, dat {c1:hij niets wist}.", "a1-s1 a2-s2 c1-s1 s1-s2"),
    ("{c1:De inflatie daalt}, zo {a1:verwacht} {s1:het CPB}, maar {c2:de lonen stijgen nauwelijks}.", "a1-s1 c1-s1"),
    ("{c1:De Franse premier treedt af}, {a1:heeft} {s1:het Élysée} {a1:bekendgemaakt}.", "a1-s1 c1-s1"),
    (
        "{s1:De Duitse krant Bild} {a1:meldt} op basis van anonieme bronnen dat {c1:de chipfabriek er niet komt}.",
        "a1-s1 c1-s1",
    ),
    (
        "{a1:Volgens} {s1:minister Van Weel}, die vrijdag in Brussel was, {c1:komen er snel nieuwe sancties}.",
        "a1-s1 c1-s1",
    ),
    (
        "{c1:De man {u1:zou} via Turkije zijn gevlucht}, {a1:zeggen} {s1:bronnen} tegen {s2:de Volkskrant}, maar {s3:het OM} {a2:wil} dat niet {a2:bevestigen}.",
        "a1-s1 a2-s3 c1-s1 u1-c1 s1-s2",
    ),
    ("{s1:Het KNMI} {a1:waarschuwt} voor gladheid; {c1:in het noorden geldt code oranje}.", "a1-s1"),
    ("Het is {u1:nog maar de vraag} of {c1:de coalitie het overleeft}, nu {c2:de VVD dreigt op te stappen}.", "u1-c1"),
    (
        "{c1:Er zijn geen aanwijzingen voor een terroristisch motief}, {a1:zei} {s1:korpschef Knol} op {s2:een persconferentie}.",
        "a1-s1 c1-s1 s1-s2",
    ),
    (
        "{s1:Vijf partijen} {a1:vinden} dat {c1:de minister moet opstappen} omdat {c2:hij de Kamer verkeerd heeft ingelicht}.",
        "a1-s1 c1-s1",
    ),
    ('{s1:Zijn moeder} {a1:vertelt}: "{c1:Hij belde nog}." Dat {c2:maakt de zaak raadselachtig}.', "a1-s1 c1-s1"),
    (
        "{a1:Blijkens} {s1:het vonnis} {c1:wist de directeur van de lekkage} en {c2:heeft hij niets gedaan}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    (
        "{c1:De aardbeving had een kracht van 6,1}, {a1:aldus} {s1:de Amerikaanse geologische dienst USGS}, die {c2:eerder 6,4 noemde}.",
        "a1-s1 c1-s1",
    ),
]
MISSED = [
    (
        "{s1:Hamas} {a1:spreekt tegen} dat {c1:er raketten zijn afgevuurd} en {a2:beschuldigt} {c2:Israël van een leugen}.",
        "a1-s1 a2-s1 c1-s1 c2-s1",
    ),
    (
        "{c1:De school was al langer onveilig}, {a1:staat} in {s1:een brief van de inspectie} die {s2:Trouw} {a2:in handen heeft}.",
        "a1-s1 a2-s2 c1-s1 s1-s2",
    ),
    (
        "{s1:De Telegraaf} {a1:schrijft} {a2:op basis van} {s2:bronnen rond het kabinet} dat {c1:de minister opstapt}.",
        "a1-s1 a2-s2 c1-s2 s2-s1",
    ),
    (
        "{c1:Het gaat om zo'n 1,2 miljard euro}, {a1:bevestigen} {s1:ingewijden} tegenover o.a. {s2:RTL Nieuws} en {s3:de Volkskrant}.",
        "a1-s1 c1-s1 s1-s2 s1-s3",
    ),
    (
        "{c1:Niemand weet precies hoe het zit}, {a1:zegt} {s1:hij}, en {c2:daar gaat het nu juist om}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    ("Dat {a1:meldt} {s1:persbureau Reuters} op basis van {s2:ingewijden}.", "a1-s1 s2-s1"),
    (
        "{a1:Volgens} {s1:de Oekraïense president Zelensky} {c1:heeft Rusland honderd drones afgevuurd}, {c2:waarvan er zestig zijn neergehaald}.",
        "a1-s1 c1-s1 c2-s1",
    ),
    (
        "{s1:De gemeente} {a1:laat} in {a2:een verklaring} {a1:weten} dat {c1:het gebouw veilig is}.",
        "a1-s1 a2-s1 c1-s1",
    ),
]
"""Here a link would be right that no rule is sure of; none that is found is wrong."""


@pytest.mark.parametrize(("sentence", "expected"), FOUND)
def test_what_is_obvious_is_found_and_nothing_else(sentence: str, expected: str) -> None:
    assert links(sentence) == set(expected.split())


@pytest.mark.parametrize(("sentence", "expected"), MISSED)
def test_what_is_in_doubt_is_left_to_the_annotator(sentence: str, expected: str) -> None:
    assert links(sentence) < set(expected.split())
