use carecap_calendar::{Day, Instant, Period};
use carecap_money::UnitRate;
use carecap_store::{Documents, StoreError, Tx, on};
use rate_catalogue_rules::{Rate, RateKey, RateTerms, Source, Unit};
use uuid::Uuid;

use crate::convert::ImportRecord;

/// The imports, one version each.
pub(crate) const IMPORTS: Documents<ImportRecord> = Documents::of("rate_imports");

const COLUMNS: &str = "rate_id, service_code, unit, band, area, provider, stated_from, stated_to,
    service_title, cost_ten_thousandths, charge_ten_thousandths, published_year, source_title,
    source_href, import_id, recorded_at";

#[derive(sqlx::FromRow)]
struct RateRow {
    rate_id: Uuid,
    service_code: String,
    unit: String,
    band: String,
    area: String,
    provider: String,
    stated_from: Day,
    stated_to: Option<Day>,
    service_title: String,
    cost_ten_thousandths: i64,
    charge_ten_thousandths: Option<i64>,
    published_year: String,
    source_title: String,
    source_href: String,
    import_id: Uuid,
    recorded_at: i64,
}

/// Holds off every other import of the council until this transaction ends.
pub(crate) async fn lock_catalogue(tx: &mut Tx) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    on!(tx, c => sqlx::query(
            "INSERT INTO catalogue_heads (council_id, imports) VALUES ($1, 1)
             ON CONFLICT (council_id) DO UPDATE SET imports = catalogue_heads.imports + 1",
        )
        .bind(&council)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// Every rate of the council.
pub(crate) async fn all_rates(tx: &mut Tx) -> Result<Vec<Rate>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!("SELECT {COLUMNS} FROM rates WHERE council_id = $1");
    let rows: Vec<RateRow> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(&council)
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(|row| row.rate(&council)).collect()
}

/// Every rate of one service, superseded or not.
pub(crate) async fn rates_of_service(tx: &mut Tx, code: &str) -> Result<Vec<Rate>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!("SELECT {COLUMNS} FROM rates WHERE council_id = $1 AND service_code = $2");
    let rows: Vec<RateRow> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(&council)
        .bind(code)
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(|row| row.rate(&council)).collect()
}

/// The service of a rate, for whoever then needs the rows beside it.
pub(crate) async fn service_of(tx: &mut Tx, rate_id: Uuid) -> Result<Option<String>, StoreError> {
    let council = tx.council().to_string();
    Ok(on!(tx, c => sqlx::query_scalar(
            "SELECT service_code FROM rates WHERE council_id = $1 AND rate_id = $2",
        )
        .bind(&council)
        .bind(rate_id)
        .fetch_optional(&mut *c)
        .await)?)
}

/// Adds a rate. [`StoreError::Conflict`]: there is one of that key and start.
pub(crate) async fn add_rate(tx: &mut Tx, rate: &Rate) -> Result<(), StoreError> {
    let (council, terms) = (tx.council().to_string(), &rate.terms);
    let id = |text: &str| Uuid::try_parse(text).unwrap_or_default();
    on!(tx, c => sqlx::query(
            "INSERT INTO rates (council_id, rate_id, service_code, unit, band, area, provider,
                 stated_from, stated_to, service_title, cost_ten_thousandths,
                 charge_ten_thousandths, published_year, source_title, source_href, import_id,
                 recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        )
        .bind(&council)
        .bind(id(&rate.rate_id))
        .bind(terms.key.service_code())
        .bind(terms.key.unit().code())
        .bind(terms.key.band().unwrap_or_default())
        .bind(terms.key.area().unwrap_or_default())
        .bind(terms.key.provider().unwrap_or_default())
        .bind(terms.stated.start())
        .bind(terms.stated.end())
        .bind(&terms.service_title)
        .bind(terms.cost_to_council.ten_thousandths())
        .bind(terms.charge_basis.map(UnitRate::ten_thousandths))
        .bind(&terms.year)
        .bind(&terms.source.title)
        .bind(&terms.source.href)
        .bind(id(&rate.import_id))
        .bind(rate.recorded_at.micros())
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

impl RateRow {
    fn rate(self, council: &str) -> Result<Rate, StoreError> {
        let wrong = |what: &str| StoreError::Unreadable { table: "rates", what: what.to_owned() };
        let unit = Unit::read(&self.unit).ok_or_else(|| wrong("an unknown unit"))?;
        let stated = match self.stated_to {
            None => Period::from(self.stated_from),
            Some(end) => Period::between(self.stated_from, end)
                .map_err(|_| wrong("an end before its start"))?,
        };
        let rate = |ten_thousandths| {
            UnitRate::from_ten_thousandths(ten_thousandths).map_err(|_| wrong("a rate below zero"))
        };
        let key = RateKey::new(&self.service_code, unit, &self.band, &self.area, &self.provider);
        Ok(Rate {
            rate_id: self.rate_id.to_string(),
            council_id: council.to_owned(),
            terms: RateTerms {
                key: key.map_err(|_| wrong("a key that cannot stand"))?,
                service_title: self.service_title,
                stated,
                cost_to_council: rate(self.cost_ten_thousandths)?,
                charge_basis: self.charge_ten_thousandths.map(rate).transpose()?,
                year: self.published_year,
                source: Source { title: self.source_title, href: self.source_href },
            },
            import_id: self.import_id.to_string(),
            recorded_at: Instant::from_micros(self.recorded_at),
        })
    }
}
