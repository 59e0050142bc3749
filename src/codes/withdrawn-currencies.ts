/**
 * Currencies that ISO 4217 has withdrawn since 1990 (its list of historic codes), with the last day for which amounts in them are taken: that of the end of the
 * month in which the code was withdrawn, or of the circulation beside its successor.
 */
const LIST = `
ADP 0 2002-03-31 Andorran Peseta
AFA 2 2003-01-31 Afghani (1927–2002)
ALK 2 1990-01-31 Lek (1965–1989)
ANG 2 2025-06-30 Netherlands Antillean Guilder
AOK 2 1991-03-31 Kwanza (1977–1990)
AON 2 2000-02-29 New Kwanza
AOR 2 2000-02-29 Kwanza Reajustado
ARA 2 1992-01-31 Austral
ATS 2 2002-03-31 Austrian Schilling
AZM 2 2006-12-31 Azerbaijanian Manat (1992–2006)
BAD 2 1998-07-31 Bosnian Dinar
BEF 0 2002-03-31 Belgian Franc
BGK 2 1990-12-31 Bulgarian Lev (1962–1990)
BGL 2 2003-11-30 Bulgarian Hard Lev
BGN 2 2026-01-31 Bulgarian Lev
BRE 2 1993-03-31 Cruzeiro (1990–1993)
BRN 2 1990-03-31 New Cruzado
BRR 2 1994-07-31 Cruzeiro Real
BUK 2 1990-02-28 Kyat (1952–1989)
BYB 0 2001-01-31 Belarusian Ruble (1994–1999)
BYR 0 2017-01-31 Belarusian Ruble (2000–2016)
CHC 2 2004-11-30 WIR Franc (for electronic)
CSD 2 2006-10-31 Serbian Dinar (2002–2006)
CSJ 2 1990-12-31 Czechoslovak Krona (old)
CSK 2 1993-03-31 Czechoslovak Koruna
CUC 2 2021-12-31 Peso Convertible
CYP 2 2008-01-31 Cyprus Pound
DDM 2 1990-09-30 Mark der DDR
DEM 2 2002-03-31 Deutsche Mark
ECS 2 2000-09-30 Ecuadoran Sucre
ECV 2 2000-09-30 Unidad de Valor Constante
EEK 2 2011-01-31 Estonian Kroon
ESP 0 2002-03-31 Spanish Peseta
FIM 2 2002-03-31 Finnish Markka
FRF 2 2002-03-31 French Franc
GEK 2 1995-10-31 Georgian Coupon
GHC 2 2008-01-31 Ghanaian Cedi (1979–2007)
GRD 0 2002-03-31 Greek Drachma
GWP 2 1997-05-31 Guinea-Bissau Peso
HRD 2 1995-01-31 Croatian Dinar
HRK 2 2023-01-31 Croatian Kuna
IEP 2 2002-03-31 Irish Pound
ITL 0 2002-03-31 Italian Lira
LTL 2 2015-01-31 Lithuanian Litas
LTT 2 1993-07-31 Talonas
LUF 0 2002-03-31 Luxembourg Franc
LVL 2 2014-01-31 Latvian Lats
LVR 2 1994-12-31 Latvian Ruble
MGF 0 2004-12-31 Malagasy Franc
MRO 2 2018-12-31 Ouguiya (1973–2017)
MTL 2 2008-01-31 Maltese Lira
MXP 2 1993-01-31 Mexican Peso (1861–1992)
MZM 2 2006-12-31 Mozambique Metical (1980–2006)
NIC 2 1990-10-31 Cordoba (1912–1988)
NLG 2 2002-03-31 Netherlands Guilder
PEI 2 1991-07-31 Peruvian Inti
PLZ 2 1997-01-31 Zloty (1950–1995)
PTE 0 2002-03-31 Portuguese Escudo
ROL 0 2006-12-31 Romanian Leu (1952–2006)
RUR 2 2004-01-31 Russian Ruble (1991–1998)
SDD 2 2007-07-31 Sudanese Dinar
SDP 2 1998-06-30 Sudanese Pound (1957–1992)
SIT 2 2007-01-31 Slovenian Tolar
SKK 2 2009-01-31 Slovak Koruna
SLL 2 2023-12-31 Leone (1964–2022)
SRG 2 2004-12-31 Surinam Guilder
STD 2 2018-12-31 Dobra (1977–2017)
SUR 2 1990-12-31 Rouble
TJR 2 2001-04-30 Tajik Ruble
TMM 2 2009-01-31 Turkmenistan Manat (1993–2009)
TPE 2 2002-11-30 Timor Escudo
TRL 0 2006-12-31 Turkish Lira (1922–2005)
UAK 2 1996-09-30 Ukrainian Karbovanets
USS 2 2014-03-31 US Dollar (Same day)
UYP 2 1993-03-31 Uruguayan Peso (1975–1993)
VEB 2 2008-06-30 Bolivar (1879–2008)
VEF 2 2021-09-30 Bolivar (2008–2018)
XEU 2 1999-01-31 European Currency Unit
XFO 2 2006-10-31 Gold Franc
XFU 2 2013-11-30 UIC Franc
XRE 2 1999-11-30 RINET Funds Code
YDD 2 1991-09-30 Yemeni Dinar
YUD 2 1990-01-31 New Yugoslavian Dinar (1966–1990)
YUM 2 2003-07-31 New Yugoslavian Dinar
YUN 2 1995-11-30 Yugoslavian Dinar
ZAL 2 1995-03-31 Financial Rand
ZMK 2 2013-12-31 Zambian Kwacha (1968–2012)
ZRN 2 1999-06-30 New Zaire
ZRZ 2 1994-02-28 Zaire
ZWD 2 2008-08-31 Zimbabwe Dollar (1980–2006)
ZWL 2 2024-09-30 Zimbabwe Dollar (2009–2024)
ZWN 2 2006-09-30 Zimbabwe Dollar (2006–2008)
ZWR 2 2009-06-30 Zimbabwe Dollar (2008–2009)`;

/** By code: the digits after the point, and the last day on which amounts in it are taken. */
export const WITHDRAWN_CURRENCIES: ReadonlyMap<
  string,
  { readonly digits: number; readonly until: string; readonly currency: string }
> = new Map(
  LIST.trim()
    .split('\n')
    .map((line) => {
      const [code = '', digits, until = '', ...name] = line.split(' ');
      return [code, { digits: Number(digits), until, currency: name.join(' ') }];
    }),
);
